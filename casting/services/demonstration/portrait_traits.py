"""What a drawn portrait looks like, drawn by lot: nobody in particular, and in keeping with age and family."""

from dataclasses import dataclass
from random import Random

from casting.services.demonstration.chance import weighted
from casting.services.demonstration.life import Sketch
from casting.services.demonstration.portrait_canvas import Colour, mixed

FAIR, LIGHT, OLIVE, TAN, BROWN, DARK = (
    (247, 220, 200), (240, 204, 178), (226, 180, 146), (208, 156, 118), (158, 106, 74), (112, 72, 52),
)  # fmt: skip
SKINS = {
    "north": ((FAIR, 45), (LIGHT, 38), (OLIVE, 12), (TAN, 3), (BROWN, 1.2), (DARK, 0.8)),
    "south": ((FAIR, 8), (LIGHT, 30), (OLIVE, 38), (TAN, 20), (BROWN, 4)),
    "east": ((FAIR, 14), (LIGHT, 36), (OLIVE, 32), (TAN, 18)),
    "wide": ((FAIR, 24), (LIGHT, 24), (OLIVE, 20), (TAN, 14), (BROWN, 10), (DARK, 8)),
}
BLACK, UMBER, CHESTNUT, AUBURN, GINGER, HONEY, BLOND, ASH, PLATINUM = (
    (34, 29, 31), (62, 43, 35), (98, 62, 40), (122, 52, 34), (186, 92, 44), (176, 128, 70), (216, 178, 112),
    (150, 132, 112), (232, 218, 188),
)  # fmt: skip
HAIRS = {
    "north": (
        (BLACK, 9), (UMBER, 24), (CHESTNUT, 22), (AUBURN, 8), (GINGER, 8),
        (HONEY, 12), (BLOND, 10), (ASH, 10), (PLATINUM, 3),
    ),
    "south": ((BLACK, 48), (UMBER, 32), (CHESTNUT, 13), (AUBURN, 4), (HONEY, 3)),
    "east": ((BLACK, 66), (UMBER, 24), (CHESTNUT, 6), (ASH, 2), (AUBURN, 2)),
    "wide": ((BLACK, 30), (UMBER, 24), (CHESTNUT, 16), (GINGER, 10), (HONEY, 8), (BLOND, 8), (PLATINUM, 4)),
}  # fmt: skip
DYED = ((146, 58, 92), (64, 92, 128), (92, 66, 118), (54, 104, 98), (200, 110, 110))
GREYS = ((168, 164, 160), (196, 193, 188), (140, 136, 134))
FAMILIES = {
    "tatar": "wide", "jewish": "wide", "western": "wide", "german": "north", "armenian": "south",
    "georgian": "south", "azeri": "south", "caucasian": "south", "greek": "south", "arabic": "south",
    "uzbek": "south", "kazakh": "east", "kyrgyz": "east", "siberian": "east", "korean": "east",
    "chinese": "east",
}  # fmt: skip
IRISES = {
    "north": ((86, 118, 140), (104, 128, 104), (98, 70, 46), (64, 44, 34), (120, 130, 136)),
    "south": ((58, 40, 30), (84, 56, 36), (46, 34, 30)),
    "east": ((46, 34, 30), (58, 40, 30)),
    "wide": ((86, 118, 140), (98, 70, 46), (58, 40, 30), (104, 128, 104)),
}
STYLES = (
    ("straight", 13.0), ("wavy", 11.0), ("curtain", 9.0), ("bob", 10.0), ("fringe", 9.0), ("pixie", 7.0),
    ("bun", 9.0), ("low_bun", 7.0), ("ponytail", 8.0), ("braid", 6.0), ("two_braids", 3.0), ("curls", 8.0),
    ("cloud", 4.0), ("scarf", 3.0), ("hat", 2.5), ("crop", 2.5), ("swept", 7.0),
)  # fmt: skip
MEN_STYLES = ("crop", "pixie", "crop", "hat", "curls")
OUTFITS = ("crew", "vee", "turtle", "shirt", "blazer", "striped", "scrubs", "hood", "shawl", "boat", "track", "coat")
CLOTH = (
    (55, 71, 79), (93, 64, 55), (47, 74, 60), (74, 53, 80), (39, 58, 94), (123, 45, 38), (28, 30, 36),
    (176, 137, 64), (222, 214, 200), (120, 140, 150), (160, 86, 84), (86, 106, 84), (198, 160, 150),
    (60, 96, 110), (236, 234, 230), (152, 66, 50),
)  # fmt: skip
LIPS = ((166, 84, 82), (150, 62, 62), (188, 104, 98), (132, 48, 56), (176, 40, 48), (196, 124, 112))
SCENES = (
    ("disc", 14.0), ("plain", 9.0), ("halves", 8.0), ("hills", 9.0), ("sea", 7.0), ("window", 9.0),
    ("shelf", 7.0), ("curtain", 7.0), ("birches", 5.0), ("night", 6.0), ("tiles", 5.0), ("city", 7.0),
    ("stripes", 5.0), ("lights", 6.0),
)  # fmt: skip
BACKS = (
    (207, 216, 220), (217, 207, 193), (201, 211, 196), (216, 203, 211), (197, 206, 222), (232, 220, 200),
    (190, 204, 200), (228, 208, 196), (176, 190, 204), (214, 218, 190), (240, 232, 222), (168, 176, 170),
    (120, 134, 150), (196, 170, 150),
)  # fmt: skip
FLAWS = (
    ("dark", 20.0), ("far", 20.0), ("aside", 22.0), ("mountain", 14.0), ("pale", 12.0), ("blurred", 12.0),
)  # fmt: skip
FLAWED_SHARE = 0.045
EARS_COVERED = frozenset({"straight", "wavy", "curtain", "bob", "fringe", "scarf"})
LEAST_CONTRAST = 140
DARKER_SKIN = 430
NEARLY_GREY = 26


@dataclass(frozen=True, slots=True)
class Head:
    """Lengths and proportions in units of a hundredth of the picture's width."""

    wide: float
    high: float
    jaw: float
    chin: float
    part: float
    length: float
    eye_gap: float
    eye_size: float
    eye_slant: float
    fold: bool
    look: float
    brow: float
    brow_lift: float
    nose: int
    nose_long: float
    mouth_wide: float
    smile: float
    full: float
    teeth: bool


@dataclass(frozen=True, slots=True)
class Framing:
    """How the head sits in the picture: turned by degrees, enlarged, and moved aside by units."""

    turn: float
    zoom: float
    aside: float


@dataclass(frozen=True, slots=True)
class Traits:
    """All that the drawing asks. ``light`` is the side of the shadow: -1, 1 or 0 for none."""

    age: int
    man: bool
    head: Head
    framing: Framing
    skin: Colour
    hair: Colour
    iris: Colour
    lips: Colour
    cloth: Colour
    trim: Colour
    back: Colour
    style: str
    outfit: str
    scene: str
    flaw: str | None
    glasses: str | None
    earring: str | None
    beard: bool
    freckles: bool
    mole: bool
    light: float


def traits_of(sketch: Sketch, rng: Random) -> Traits:
    """Traits in keeping with a sketch."""
    family = FAMILIES.get(sketch.heritage, "north")
    skin = mixed(weighted(rng, SKINS[family]), weighted(rng, SKINS[family]), rng.random() * 0.3)
    style = rng.choice(MEN_STYLES) if sketch.man else weighted(rng, STYLES)
    cloth = rng.choice(CLOTH)
    return Traits(
        age=sketch.age,
        man=sketch.man,
        head=_head(rng, family, sketch),
        framing=Framing(turn=rng.gauss(0, 3.2), zoom=rng.uniform(0.8, 1.2), aside=rng.gauss(0, 2.6)),
        skin=skin,
        hair=_told_apart(_hair(rng, family, sketch), skin),
        iris=rng.choice(IRISES[family]),
        lips=mixed(rng.choice(LIPS), skin, 0.55 if sketch.man else rng.choice((0.0, 0.2, 0.35, 0.45))),
        cloth=cloth,
        trim=rng.choice([one for one in CLOTH if one != cloth]),
        back=rng.choice(BACKS),
        style=style,
        outfit=rng.choice(OUTFITS),
        scene=weighted(rng, SCENES),
        flaw=weighted(rng, FLAWS) if rng.random() < FLAWED_SHARE else None,
        glasses=_glasses(rng, sketch),
        earring=None if sketch.man or style in EARS_COVERED else rng.choice((None, None, "stud", "hoop", "drop")),
        beard=sketch.man and rng.random() < 0.6,
        freckles=rng.random() < 0.12,
        mole=rng.random() < 0.1,
        light=rng.choice((-1.0, -1.0, 0.0, 1.0, 1.0)),
    )


def _glasses(rng: Random, sketch: Sketch) -> str | None:
    """Commoner with the years."""
    if rng.random() >= 0.16 + max(0, sketch.age - 38) * 0.018:
        return None
    return rng.choice(("round", "square", "thin", "square" if sketch.man else "cat"))


def _hair(rng: Random, family: str, sketch: Sketch) -> Colour:
    """Natural colour, greying from the forties on unless it is dyed; now and then a colour out of a tube."""
    colour = weighted(rng, HAIRS[family])
    if rng.random() < 0.03 and sketch.age < 45:
        return rng.choice(DYED)
    grey = max(0.0, min(1.0, (sketch.age - 38) / 26 + rng.uniform(-0.25, 0.15)))
    if sketch.age > 38 and rng.random() < 0.62:
        return mixed(colour, rng.choice(GREYS), grey)
    return mixed(colour, rng.choice((BLACK, CHESTNUT, HONEY)), rng.random() * 0.18)


def _told_apart(hair: Colour, skin: Colour) -> Colour:
    """Hair that goes with dark skin, and is dark enough to be seen against any."""
    if sum(skin) < DARKER_SKIN and max(hair) - min(hair) > NEARLY_GREY:
        hair = mixed(hair, BLACK, 0.7)
    contrast = sum(abs(a - b) for a, b in zip(hair, skin, strict=True))
    return mixed(hair, BLACK, max(0.0, 1 - contrast / LEAST_CONTRAST))


def _head(rng: Random, family: str, sketch: Sketch) -> Head:
    """Lengths and proportions of a head."""
    soft = 0.04 if sketch.age > 45 else 0.0
    broad = 1.4 if sketch.man else 0.0
    return Head(
        wide=rng.uniform(23.5, 28.5) + broad,
        high=rng.uniform(32, 37.5),
        jaw=rng.uniform(0.70, 0.90) + soft + broad * 0.02,
        chin=rng.uniform(0.26, 0.46) + broad * 0.06,
        part=rng.uniform(-11, 11),
        length=rng.random(),
        eye_gap=rng.uniform(9.2, 11.4),
        eye_size=rng.uniform(0.86, 1.2),
        eye_slant=rng.uniform(-0.5, 1.0) + (0.7 if family == "east" else 0.0),
        fold=family == "east",
        look=rng.choice((-0.8, 0.0, 0.0, 0.0, 0.8)),
        brow=rng.uniform(1.0, 2.3) + broad * 0.4,
        brow_lift=rng.uniform(-1.4, 2.0),
        nose=rng.randrange(4),
        nose_long=rng.uniform(7.0, 11.0),
        mouth_wide=rng.uniform(6.2, 9.4),
        smile=rng.uniform(-0.6, 3.6),
        full=rng.uniform(0.7, 1.8),
        teeth=rng.random() < 0.22,
    )
