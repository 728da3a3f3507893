"""Every page and partial in every state, made of invented people: for looking at them and for testing them."""

from collections.abc import Mapping

from casting.web.patterns.account import account_patterns
from casting.web.patterns.admin import admin_patterns
from casting.web.patterns.applicants import applicant_patterns
from casting.web.patterns.blind import blind_patterns
from casting.web.patterns.board import board_patterns
from casting.web.patterns.breakdown import breakdown_patterns
from casting.web.patterns.candidate import candidate_patterns
from casting.web.patterns.compare import compare_patterns
from casting.web.patterns.conflicts import conflict_patterns
from casting.web.patterns.dealing import dealing_patterns
from casting.web.patterns.development import development_patterns
from casting.web.patterns.duplicates import duplicate_patterns
from casting.web.patterns.editor import editor_patterns
from casting.web.patterns.fairness import fairness_patterns
from casting.web.patterns.finals import finals_patterns
from casting.web.patterns.finding_files import finding_file_patterns
from casting.web.patterns.findings import findings_patterns
from casting.web.patterns.guardians import guardian_patterns
from casting.web.patterns.insights import insights_patterns
from casting.web.patterns.invented import Portrait
from casting.web.patterns.letters import letter_patterns
from casting.web.patterns.links import link_patterns
from casting.web.patterns.live import live_patterns
from casting.web.patterns.outcomes import outcome_patterns
from casting.web.patterns.parts import part_patterns
from casting.web.patterns.presentations import presentation_patterns
from casting.web.patterns.questions import question_patterns
from casting.web.patterns.searches import search_patterns
from casting.web.patterns.sheet import sheet_patterns
from casting.web.patterns.sides import sides_patterns
from casting.web.patterns.stages import stage_patterns
from casting.web.patterns.undo import undo_patterns
from casting.web.render import Shown


def patterns(portrait: Portrait) -> Mapping[str, Shown]:
    """One sample of each page and partial in each state, by its name.

    Args:
        portrait: the address of a portrait: of which number, in which size (small, medium or large).
    """
    return {
        **applicant_patterns(portrait),
        **stage_patterns(),
        **sides_patterns(),
        **question_patterns(),
        **guardian_patterns(),
        **part_patterns(),
        **account_patterns(),
        **sheet_patterns(portrait),
        **presentation_patterns(portrait),
        **search_patterns(),
        **candidate_patterns(portrait),
        **board_patterns(portrait),
        **breakdown_patterns(),
        **dealing_patterns(),
        **link_patterns(portrait),
        **live_patterns(),
        **duplicate_patterns(portrait),
        **letter_patterns(),
        **conflict_patterns(),
        **findings_patterns(),
        **finding_file_patterns(),
        **finals_patterns(portrait),
        **insights_patterns(),
        **undo_patterns(),
        **compare_patterns(portrait),
        **development_patterns(),
        **admin_patterns(),
        **blind_patterns(portrait),
        **fairness_patterns(),
        **outcome_patterns(),
        **editor_patterns(),
    }
