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
    OptionView,
    ResumePage,
    RoleCard,
    Section,
    StatusPage,
)
from casting.web.pages.candidate import (
    CandidatePage,
    ClaimView,
    DecisionView,
    FlagView,
    NoteView,
    OpinionView,
    ReasonView,
    StageChoice,
)
from casting.web.pages.cards import Card, Dot, MarkView, Picture
from casting.web.pages.duplicates import DuplicatesPage, JudgedView, PairView, SideView
from casting.web.pages.sheet import Facet, FacetValue, RoleWaiting, SheetPage, ShortlistPage, WaitingPage
from casting.web.pages.whole import Link, MessagePage, Page

__all__ = [
    "AdminCall",
    "AdminPage",
    "AdminRole",
    "AnswerView",
    "ApplyPage",
    "CallCard",
    "CallPage",
    "CandidatePage",
    "Card",
    "ClaimView",
    "DecisionView",
    "Dot",
    "DuplicatesPage",
    "Facet",
    "FacetValue",
    "FieldView",
    "FlagView",
    "ForgottenPage",
    "HomePage",
    "JudgedView",
    "Link",
    "LogLine",
    "MarkView",
    "MessagePage",
    "NoteView",
    "OpinionView",
    "OptionView",
    "Page",
    "PairView",
    "PasswordPage",
    "Picture",
    "ReasonView",
    "ResumePage",
    "RoleCard",
    "RoleWaiting",
    "Section",
    "SheetPage",
    "ShortlistPage",
    "SideView",
    "SignInPage",
    "StageChoice",
    "StatusPage",
    "TeamMember",
    "WaitingPage",
]
