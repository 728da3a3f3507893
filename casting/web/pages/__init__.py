"""What each page and partial shows: one frozen dataclass for each template, which reads `page` and nothing else.

Texts are plain and are escaped by the template; only fields named `…_html` hold HTML, made by our own Markdown
renderer. Where a page has a form, its docstring names what the form posts.
"""

from casting.web.pages.account import ForgottenPage, PasswordPage, SignInPage
from casting.web.pages.admin import AdminCall, AdminPage, AdminRole, LogLine, TeamMember
from casting.web.pages.apply import (
    AnswerView,
    ApplyPage,
    CallCard,
    CallPage,
    FieldView,
    HomePage,
    LetterView,
    OptionView,
    ResumePage,
    RoleCard,
    Section,
    StatusPage,
)
from casting.web.pages.candidate import (
    CandidatePage,
    ChangeView,
    ClaimView,
    DecisionView,
    NoteView,
    OpinionView,
    ReasonGroup,
    ReasonView,
    StageChoice,
)
from casting.web.pages.cards import Card, Dot, MarkView, Picture
from casting.web.pages.charts import Arc, Bar, Curve, Dots, Graph, Histogram, Line, Node
from casting.web.pages.duplicates import DuplicatesPage, JudgedView, PairView, SideView
from casting.web.pages.finals import Finalist, FinalPlace, FinalsPage, Round
from casting.web.pages.insights import (
    AgreementView,
    CalibrationView,
    Counted,
    InsightsPage,
    MissedView,
    ProxyView,
    ReviewerView,
    Silences,
    StopView,
)
from casting.web.pages.letter import LetterPage
from casting.web.pages.runs import Mover, RunLine, RunsComparedPage, RunsPage
from casting.web.pages.sheet import Facet, FacetValue, OrderBar, RoleWaiting, SheetPage, ShortlistPage, WaitingPage
from casting.web.pages.whole import Link, MessagePage, Page

__all__ = [
    "AdminCall",
    "AdminPage",
    "AdminRole",
    "AgreementView",
    "AnswerView",
    "ApplyPage",
    "Arc",
    "Bar",
    "CalibrationView",
    "CallCard",
    "CallPage",
    "CandidatePage",
    "Card",
    "ChangeView",
    "ClaimView",
    "Counted",
    "Curve",
    "DecisionView",
    "Dot",
    "Dots",
    "DuplicatesPage",
    "Facet",
    "FacetValue",
    "FieldView",
    "FinalPlace",
    "Finalist",
    "FinalsPage",
    "ForgottenPage",
    "Graph",
    "Histogram",
    "HomePage",
    "InsightsPage",
    "JudgedView",
    "LetterPage",
    "LetterView",
    "Line",
    "Link",
    "LogLine",
    "MarkView",
    "MessagePage",
    "MissedView",
    "Mover",
    "Node",
    "NoteView",
    "OpinionView",
    "OptionView",
    "OrderBar",
    "Page",
    "PairView",
    "PasswordPage",
    "Picture",
    "ProxyView",
    "ReasonGroup",
    "ReasonView",
    "ResumePage",
    "ReviewerView",
    "RoleCard",
    "RoleWaiting",
    "Round",
    "RunLine",
    "RunsComparedPage",
    "RunsPage",
    "Section",
    "SheetPage",
    "ShortlistPage",
    "SideView",
    "SignInPage",
    "Silences",
    "StageChoice",
    "StatusPage",
    "StopView",
    "TeamMember",
    "WaitingPage",
]
