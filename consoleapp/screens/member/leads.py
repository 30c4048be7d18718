"""Where the claims of a person lead: one claim whole, and the form of a new one."""

from consoleapp.screens.claims.register import RegisterScreen
from consoleapp.screens.documents.acts import DocumentActs
from consoleapp.screens.member.claims import ClaimsPanel


class ClaimLeads(DocumentActs):
    """For the Member screen."""

    tab: str
    member_id: int
    stale: bool = False
    """A screen where claims change lies over this one."""

    @property
    def claim_here(self) -> int | None:
        """The claim under the cursor."""
        if self.tab == "claims":
            claim = self._screen.query_one(ClaimsPanel).claim
            return claim.claim_id if claim is not None else None
        at = self.papers_at()
        return at.claim_id if at is not None else None

    def action_whole_claim(self) -> None:
        """The claim with its history, documents, messages and notice."""
        claim_id = self.claim_here
        if claim_id is not None and self.session.claim is not None:
            tab = "documents" if self.tab == "documents" else "lines"
            self.stale = True
            self._screen.app.push_screen(self.session.claim(claim_id, self.member_id, tab))

    def action_register_claim(self) -> None:
        """A claim of this person, at the counter."""
        self.stale = True
        self._screen.app.push_screen(RegisterScreen(self.session, self.member_id))
