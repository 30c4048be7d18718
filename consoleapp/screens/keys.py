"""Every key of the console, in one place: what it does, where it works, what help says about it.

The footer, the palette, F1 and the key map of the settings all read this registry. A key whose screen is not
built is not listed. A screen declares ``BINDINGS = bindings("member")`` and adds its keys to ``KEYS`` below.
"""

from collections.abc import Iterable, Mapping

from textual.binding import Binding

from consoleapp.errors import WrongUse
from consoleapp.i18n import N_
from consoleapp.screens.key_names import clashes as clashes
from consoleapp.screens.key_names import names as names
from consoleapp.screens.key_names import printable as printable
from consoleapp.screens.key_names import shown as shown
from consoleapp.screens.key_shapes import Foot as Foot
from consoleapp.screens.key_shapes import Group as Group
from consoleapp.screens.key_shapes import Key as Key

FORBIDDEN = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"})
"""Terminals cannot tell these from Backspace, Tab and Enter."""

KEYS: tuple[Key, ...] = (
    # Areas of work, in the order of the footer.
    Key("app.help", "f1", "app.keys_help", N_("Help"), N_("Every key of this screen"),
        Group.AREA, Foot.LEFT, priority=True),
    Key("app.find", "f2", "app.area('find')", N_("Find"),
        N_("Find a person, policy, claim, company or doctor"), Group.AREA, Foot.LEFT),
    Key("app.policies", "f3", "app.area('policies')", N_("Policies"),
        N_("Every policy: company, broker, period, members, schedules"), Group.AREA, Foot.LEFT),
    Key("app.ledger", "f4", "app.area('ledger')", N_("Ledger"),
        N_("What a company owes: invoices, settlements, statements"), Group.AREA, Foot.LEFT),
    Key("app.claims", "f5", "app.area('claims')", N_("Claims"),
        N_("Every claim: status, promised date, documents, notices"), Group.AREA, Foot.LEFT),
    Key("app.directory", "f6", "app.area('directory')", N_("Directory"),
        N_("Which doctor is open near: what, where and when on one line"), Group.AREA, Foot.LEFT),
    Key("app.accounts", "f7", "app.area('accounts')", N_("Accounts"),
        N_("Portal accounts, frozen first: unlock, lock, invitations, reset links"), Group.AREA, Foot.LEFT),
    Key("app.requests", "f8", "app.area('requests')", N_("Requests"),
        N_("What waits: documents to chase, promises, call-backs, approvals"), Group.AREA, Foot.LEFT),
    Key("app.reports", "f9", "app.area('reports')", N_("Reports"),
        N_("Reports to Excel: parameters, the first rows, figures"), Group.AREA, Foot.LEFT),
    Key("app.reference", "f10", "app.area('reference')", N_("Desk reference"),
        N_("Forms, contact points, terms, answers to the usual questions"), Group.AREA, Foot.LEFT),
    Key("app.staff", "ctrl+g", "app.area('staff')", N_("Staff"),
        N_("Who may sign in: roles, locks, passwords, sessions"), Group.AREA),
    Key("app.audit", "ctrl+z", "app.area('audit')", N_("Audit"),
        N_("What is on record: acts, who saw whom, a call step by step"), Group.AREA),
    # The console itself.
    Key("app.find_box", "slash", "app.find_box", N_("Find box"), N_("Go to the find box"), Group.CONSOLE),
    Key("app.back", "escape", "app.back", N_("Back"), N_("One step back; what you typed is kept"),
        Group.CONSOLE),
    Key("app.lock", "f12", "app.lock", N_("Lock"), N_("Blank the screen until you sign in again"),
        Group.CONSOLE, Foot.RIGHT, priority=True),
    Key("app.palette", "ctrl+p", "app.command_palette", N_("Commands"), N_("Find a command by its name"),
        Group.CONSOLE, Foot.RIGHT),
    Key("app.language", "ctrl+l", "app.next_language", N_("Language"), N_("Switch the language at once"),
        Group.CONSOLE, priority=True),
    Key("app.theme", "ctrl+t", "app.next_theme", N_("Colours"), N_("Dark, light or high contrast"),
        Group.CONSOLE, priority=True),
    Key("app.own_sign_in", "ctrl+e", "app.own_sign_in", N_("Your sign-in"),
        N_("Another password, a second factor, signing out elsewhere"), Group.CONSOLE, priority=True),
    Key("app.leave", "ctrl+q", "app.leave", N_("Leave"), N_("Leave the console"),
        Group.CONSOLE, priority=True),
    # Find.
    Key("find.contact", "ctrl+o,shift+enter", "open_hit(True)", N_("Open and take the call"),
        N_("Open the person and start the contact; Shift+Enter where the terminal sends it"), Group.SUBJECT),
    Key("find.park", "ctrl+k", "park", N_("Park"), N_("Park the contact, or pick one up, also while typing"),
        Group.SUBJECT, priority=True),
    # A member.
    Key("member.benefits", "b", "tab('benefits')", N_("Benefits"),
        N_("What is covered and what is left; type to search"), Group.SUBJECT),
    Key("member.estimate", "e", "estimate", N_("Estimate"),
        N_("What would be paid for a bill; in the search box once no item has the letter"), Group.SUBJECT),
    Key("member.claims", "c", "tab('claims')", N_("Claims"), N_("The claims, newest first"), Group.SUBJECT),
    Key("member.documents", "d", "tab('documents')", N_("Documents"),
        N_("What is missing, due, received"), Group.SUBJECT),
    Key("member.register", "n", "register_claim", N_("New claim"),
        N_("Register a claim of this person at the counter; on the claims"), Group.SUBJECT),
    Key("member.claim", "g", "whole_claim", N_("Whole claim"),
        N_("The claim under the cursor: history, documents, messages, notice"), Group.SUBJECT),
    Key("member.account", "a", "tab('account')", N_("Account"), N_("The login at the portal"), Group.SUBJECT),
    Key("member.requests", "q", "tab('requests')", N_("Services"), N_("What was asked for"), Group.SUBJECT),
    Key("member.policy", "p", "policy", N_("Policy"), N_("The policy: schedules, members, invoices"),
        Group.SUBJECT),
    Key("member.certificate", "P", "certificate", N_("Certificate of cover"),
        N_("Print the certificate of cover, in the member's language"), Group.SUBJECT),
    Key("member.timeline", "t", "tab('timeline')", N_("Timeline"), N_("What happened, newest first"),
        Group.SUBJECT),
    Key("member.unmask", "m", "unmask", N_("Unmask"), N_("Show one private field, with a purpose, on record"),
        Group.SUBJECT),
    # Policies.
    Key("policies.contact", "ctrl+o,shift+enter", "open_in_contact", N_("Open and take the call"),
        N_("Open the policy and start the contact with its employer or broker"), Group.SUBJECT),
    Key("policies.status", "a", "status", N_("Status"), N_("Only policies at one status"), Group.SUBJECT),
    Key("policy.members", "m", "tab('members')", N_("Members"), N_("The members, with all sums assured"),
        Group.SUBJECT),
    Key("policy.benefits", "b", "tab('benefits')", N_("Benefits"),
        N_("The benefit schedule of each plan, as a tree"), Group.SUBJECT),
    Key("policy.compare", "c", "tab('compare')", N_("Compare plans"),
        N_("Two plans side by side, and where they differ"), Group.SUBJECT),
    Key("policy.invoices", "i", "tab('invoices')", N_("Invoices"), N_("The last invoices in short"),
        Group.SUBJECT),
    Key("policy.certificate", "P", "certificate", N_("Certificate of cover"),
        N_("Print the certificate of cover of the member under the cursor"), Group.SUBJECT),
    Key("policy.ledger", "l", "ledger", N_("Ledger"), N_("What the company owes: invoices and settlements"),
        Group.SUBJECT),
    Key("policy.status", "a", "status", N_("Status"), N_("Only members at one status"), Group.SUBJECT),
    Key("policy.branch", "r", "branch", N_("Branch"), N_("Only members of one branch"), Group.SUBJECT),
    # The ledger.
    Key("ledger.receive", "n", "receive", N_("Receive"), N_("Take in a settlement, oldest invoice first"),
        Group.SUBJECT),
    Key("ledger.allocate", "g", "allocate", N_("Allocate"),
        N_("What a receipt pays: allocate what is left, take back what it should not pay"), Group.SUBJECT),
    Key("ledger.issue", "a", "issue", N_("Issue"), N_("Issue an invoice for premium"), Group.SUBJECT),
    Key("ledger.exchange", "e", "exchange", N_("Exchange"),
        N_("Exchange what is left of the receipt into another currency"), Group.SUBJECT),
    Key("ledger.put_right", "z", "put_right", N_("Reverse"),
        N_("Reverse, credit, write off, refund, bounced cheque: each with its reason"), Group.SUBJECT),
    Key("ledger.bank", "b,ctrl+y", "bank", N_("Bank file"),
        N_("Money that came in by a bank's file, line by line; Ctrl+Y while typing"), Group.SUBJECT),
    Key("bank.whose", "w", "whose", N_("Whose"), N_("Say whose policy this line pays"), Group.SUBJECT),
    Key("ledger.statement", "l", "statement", N_("Statement"), N_("A statement of a period"), Group.SUBJECT),
    Key("statement.period", "p", "period", N_("Period"), N_("From which day to which"), Group.SUBJECT),
    Key("statement.whole", "a", "whole", N_("All policies"), N_("All policies, or this one"), Group.SUBJECT),
    Key("statement.write", "F", "write", N_("Write to a file"),
        N_("The statement as a text file, into the folder of exports"), Group.SUBJECT),
    Key("ledger.invoices", "i", "list('invoices')", N_("Invoices"),
        N_("The invoices: open ones first, then the newest"), Group.SUBJECT),
    Key("ledger.receipts", "t", "list('receipts')", N_("Receipts"), N_("What came in, newest first"),
        Group.SUBJECT),
    Key("ledger.branch", "r", "branch", N_("Branch"), N_("Only invoices of one branch"), Group.SUBJECT),
    Key("ledger.whole", "p", "whole", N_("All policies"),
        N_("All policies of the company, or this one again"), Group.SUBJECT),
    # Claims.
    Key("claims.overdue", "d", "overdue", N_("Overdue"),
        N_("Only claims past the promised date, longest overdue first; again: all"), Group.SUBJECT),
    Key("claims.all", "a", "everything", N_("All"), N_("Take every filter away"), Group.SUBJECT),
    Key("claims.order", "r", "order", N_("Order"), N_("Order by any column, also one that is not shown"),
        Group.SUBJECT),
    Key("claim.lines", "l", "tab('lines')", N_("Lines"), N_("The lines, and why less was paid"),
        Group.SUBJECT),
    Key("claim.documents", "d", "tab('documents')", N_("Documents"),
        N_("What is missing, due, received"), Group.SUBJECT),
    Key("claim.history", "t", "tab('history')", N_("History"), N_("Every step of the claim, newest first"),
        Group.SUBJECT),
    Key("claim.messages", "m", "tab('messages')", N_("Messages"), N_("What was sent about it, word by word"),
        Group.SUBJECT),
    Key("claim.notice", "e", "tab('notice')", N_("Notice"),
        N_("The closing notice with the explanation of benefits"), Group.SUBJECT),
    Key("claim.why", "q", "why", N_("Why this date"), N_("The rule behind the promised date"), Group.SUBJECT),
    Key("claim.print", "p", "print", N_("Print"), N_("Write the closing notice to a page that prints"),
        Group.SUBJECT),
    Key("claim.person", "g", "person", N_("Person"), N_("To the person the claim is of"), Group.SUBJECT),
    Key("register.register", "ctrl+s", "register", N_("Register"), N_("Register the claim as it stands"),
        Group.SUBJECT, priority=True),
    # Documents, on a claim and on a person.
    Key("documents.ask", "n", "ask_documents", N_("Ask for documents"),
        N_("Ask for documents; a draft is shown as it would go out"), Group.SUBJECT),
    Key("documents.take_in", "i", "take_in", N_("Take in"), N_("Take documents in, item by item"),
        Group.SUBJECT),
    Key("documents.reject", "j", "reject", N_("Reject"), N_("Turn a document away, with the reason"),
        Group.SUBJECT),
    Key("documents.waive", "u", "waive", N_("Do without"), N_("Waive a document; a second person approves"),
        Group.SUBJECT),
    Key("documents.chase", "h", "chase", N_("Chase"), N_("Ask again for what is missing, with a new date"),
        Group.SUBJECT),
    Key("documents.close", "z", "close_request", N_("Close request"),
        N_("End a request though documents are missing"), Group.SUBJECT),
    Key("documents.files", "F", "save_files", N_("Files"), N_("Write the files of a document into exports/"),
        Group.SUBJECT),
    # The directory; in its box letters are typed, so its keys have Ctrl.
    Key("directory.filter", "ctrl+f", "filter", N_("Filters"),
        N_("Network, specialty, kind, area, district, language, open at"), Group.SUBJECT, priority=True),
    Key("directory.new", "ctrl+n", "new_entry", N_("New entry"), N_("Add a doctor or clinic"),
        Group.SUBJECT, priority=True),
    Key("directory.calls", "ctrl+b", "call_list", N_("Whom to ring"),
        N_("What callers dispute and what nobody verified lately"), Group.SUBJECT, priority=True),
    Key("directory.differences", "ctrl+d", "differences", N_("Edited workbook"),
        N_("What an edited workbook would change, line by line"), Group.SUBJECT, priority=True),
    Key("differences.all", "a", "turn_all", N_("All"), N_("All but conflicts, or none"), Group.SUBJECT),
    Key("differences.apply", "ctrl+s", "apply", N_("Apply"), N_("Write what is taken, all at once"),
        Group.SUBJECT, priority=True),
    Key("calls.order", "a", "turn_order", N_("Order"), N_("By use, or by age"), Group.SUBJECT),
    Key("provider.give", "g", "give", N_("Give"), N_("Read it aloud, or send it to the caller"),
        Group.SUBJECT),
    Key("provider.correct", "e", "correct", N_("Correct"), N_("Correct the entry, now or from a day to come"),
        Group.SUBJECT),
    Key("provider.move", "m", "move_away", N_("Moves"), N_("The provider moves"), Group.SUBJECT),
    Key("provider.close", "z", "close_or_reopen", N_("Close"),
        N_("Its last day; or open again from a day"), Group.SUBJECT),
    Key("provider.verified", "i", "verified", N_("Verified"),
        N_("All of it is right as it stands; says how you know"), Group.SUBJECT),
    Key("provider.dispute", "d", "dispute", N_("Dispute"), N_("A caller says that something is wrong"),
        Group.SUBJECT),
    Key("provider.history", "t", "history", N_("History"), N_("Every change: old and new, who, when, why"),
        Group.SUBJECT),
    Key("entry.save", "ctrl+s", "save", N_("Save"), N_("Save the entry with its reason"),
        Group.SUBJECT, priority=True),
    # The desk reference; Ctrl while something is typed.
    Key("reference.section", "ctrl+f", "section", N_("Section"),
        N_("Only forms, contact points, terms, questions, or all of them"), Group.SUBJECT, priority=True),
    Key("answer.give", "g", "give", N_("Give to the caller"), N_("Read it aloud, or send it to the caller"),
        Group.SUBJECT),
    Key("answer.print", "p", "print_form", N_("Print"), N_("Write the form into the folder of exports"),
        Group.SUBJECT),
    # Portal accounts: the list, and one of them – on its own screen and on its person.
    Key("accounts.stage", "a", "stage", N_("Stage"), N_("Only accounts at one stage"), Group.SUBJECT),
    Key("accounts.kind", "h", "kind", N_("Whose"), N_("Only of members, of employers, of brokers"),
        Group.SUBJECT),
    Key("account.unlock", "u", "account_act('unlock')", N_("Unlock"),
        N_("Let the verified holder in again; the lock goes, nothing else"), Group.SUBJECT),
    Key("account.lock", "l", "account_act('lock')", N_("Lock"),
        N_("Let nobody in until it is unlocked, at the verified holder's wish"), Group.SUBJECT),
    Key("account.invite", "i", "account_act('invite')", N_("Invite"),
        N_("Send a new PIN and a new initial password, two ways"), Group.SUBJECT),
    Key("account.reset_link", "r", "account_act('reset_link')", N_("Reset link"),
        N_("Send a link by which the holder sets a new password"), Group.SUBJECT),
    Key("account.unbind", "z", "account_act('unbind')", N_("Unbind"),
        N_("Take the messaging account off, so that another can be bound"), Group.SUBJECT),
    Key("account.person", "g", "person", N_("Account holder"),
        N_("To whoever holds the account"), Group.SUBJECT),
    # Requests of a member.
    Key("request.new", "n", "new_request", N_("New request"),
        N_("Open a request of this person; on the services"), Group.SUBJECT),
    Key("opening.save", "ctrl+s", "save", N_("Open the request"), N_("Open the request as it stands"),
        Group.SUBJECT, priority=True),
    # What waits.
    Key("requests.mine", "m", "scope('mine')", N_("Mine"), N_("What I have in hand"), Group.SUBJECT),
    Key("requests.desk", "d", "scope('desk')", N_("My desk"), N_("What waits for my desk"), Group.SUBJECT),
    Key("requests.all", "a", "scope('all')", N_("All"), N_("What waits for anybody"), Group.SUBJECT),
    Key("requests.collect", "c", "collect", N_("Collect uploads"),
        N_("Take over what members uploaded since"), Group.SUBJECT),
    Key("reports.export", "ctrl+s", "export", N_("Export"), N_("Write the report to an Excel file"),
        Group.SUBJECT, priority=True),
    Key("reports.figures", "c", "figures", N_("Charts"), N_("The figures as bars, or the first rows again"),
        Group.SUBJECT),
    Key("reports.unmask", "m", "unmask", N_("Unmask"),
        N_("Private fields open in the file, with a purpose; again: masked"), Group.SUBJECT),
    Key("reports.stop", "ctrl+b", "stop", N_("Stop"), N_("Stop the export; nothing is left behind"),
        Group.SUBJECT, priority=True),
    Key("reports.copy_path", "p", "copy_path", N_("Copy path"),
        N_("Copy where the file that was written lies"), Group.SUBJECT),
    Key("reports.schedule", "n", "schedule", N_("Schedule"),
        N_("Run this report again and again, as it is narrowed down now"), Group.SUBJECT),
    Key("reports.schedules", "l", "schedules", N_("Schedules"),
        N_("What is scheduled, and what became of each run"), Group.SUBJECT),
    # What is scheduled.
    Key("schedules.pause", "p", "pause", N_("Pause, resume"),
        N_("Leave the schedule out, or take it up again"), Group.SUBJECT),
    Key("schedules.remove", "d", "remove", N_("Remove"), N_("Run the schedule no more"), Group.SUBJECT),
    Key("schedules.runs", "h", "runs", N_("All runs"), N_("What became of each run, or the list again"),
        Group.SUBJECT),
    # A contact.
    Key("contact.verify", "v", "verify", N_("Verify"), N_("Who is calling, and the facts to check"),
        Group.SUBJECT),
    Key("contact.hearing", "H", "hearing", N_("May hear"),
        N_("What this caller may hear and may not, and what would open it"), Group.SUBJECT),
    Key("verify.send", "ctrl+s", "send", N_("Send a code"),
        N_("Send a one-time code to the contact on record; in the verify dialog"), Group.SUBJECT,
        priority=True),
    Key("verify.way", "ctrl+n", "way", N_("Another way"), N_("Send the code to another contact on record"),
        Group.SUBJECT, priority=True),
    Key("verify.exception", "ctrl+r", "exception", N_("One more try"),
        N_("Ask a supervisor for an exception when no tries are left"), Group.SUBJECT, priority=True),
    Key("contact.note", "o", "note", N_("Note"), N_("Write the note of this contact"), Group.SUBJECT),
    Key("contact.park", "k", "park", N_("Park"), N_("Park this contact, or pick up a parked one"),
        Group.SUBJECT),
    Key("claim_line.why", "w", "why_less", N_("Why less"),
        N_("On a claim line: why less was paid, to read aloud; W wraps up there"), Group.SUBJECT),
    Key("contact.wrap_up", "w,W", "wrap_up", N_("Wrap up"), N_("End this contact with its outcome"),
        Group.SUBJECT),
    Key("contact.approvals", "ctrl+r", "approvals", N_("Approvals"),
        N_("What waits for a second person, and what you asked for"), Group.CONSOLE),
    # Staff.
    Key("staff.add", "n", "add", N_("Add"), N_("Somebody new, with a password for the first sign-in"),
        Group.SUBJECT),
    Key("staff.role", "r", "role", N_("Role"), N_("Another role; a second person approves"), Group.SUBJECT),
    Key("staff.disable", "d", "disable", N_("Disable, enable"),
        N_("Let somebody in no more, or again; what they have open ends"), Group.SUBJECT),
    Key("staff.unlock", "u", "unlock", N_("Unlock"), N_("End the lock after wrong passwords"), Group.SUBJECT),
    Key("staff.sign_out", "o", "sign_out", N_("Sign out"), N_("Sign somebody out everywhere"),
        Group.SUBJECT),
    Key("staff.password", "p", "password", N_("New password"),
        N_("A password for one sign-in, at which they choose their own"), Group.SUBJECT),
    Key("staff.factor", "t", "factor", N_("Second factor"), N_("Take the second factor away: a lost phone"),
        Group.SUBJECT),
    # The audit record.
    Key("audit.entries", "e", "entries", N_("Acts"), N_("Acts on record, newest first"), Group.SUBJECT),
    Key("audit.seen", "w", "seen", N_("Who saw"), N_("Who saw this member's record"), Group.SUBJECT),
    Key("audit.replay", "c", "replay", N_("Call"), N_("A call or visit, step by step"), Group.SUBJECT),
    Key("audit.verify", "v", "verify", N_("Verify"), N_("Is the record as it was written?"), Group.SUBJECT),
    Key("audit.export", "l", "export", N_("Write to a file"),
        N_("Every act on record, into the folder of exports"), Group.SUBJECT),
    # A list.
    Key("table.open", "enter", "open", N_("Open it"), N_("Open the row"), Group.TABLE),
    Key("table.mark", "space", "mark", N_("Mark"), N_("Mark the row, or take the mark away"), Group.TABLE),
    Key("table.up", "up", "cursor_up", N_("Row up"), N_("One row up"), Group.TABLE),
    Key("table.down", "down", "cursor_down", N_("Row down"), N_("One row down"), Group.TABLE),
    Key("table.page_up", "pageup", "page_up", N_("Page up"), N_("One page up"), Group.TABLE),
    Key("table.page_down", "pagedown", "page_down", N_("Page down"), N_("One page down"), Group.TABLE),
    Key("table.top", "home", "top", N_("First row"), N_("To the first row"), Group.TABLE),
    Key("table.bottom", "end", "bottom", N_("Last row"), N_("To the last row"), Group.TABLE),
    Key("table.left", "left", "column_left", N_("Column left"), N_("One column to the left"), Group.TABLE),
    Key("table.right", "right", "column_right", N_("Column right"), N_("One column to the right"),
        Group.TABLE),
    Key("table.sort", "s", "sort", N_("Sort"), N_("Sort by this column; again to turn the order"),
        Group.TABLE),
    Key("table.filter", "f", "filter", N_("Filter"), N_("Show only rows with these words"), Group.TABLE),
    Key("table.export", "x", "screen.export_table", N_("Export"),
        N_("What is shown, as filtered and sorted, to an Excel file; again: stop"), Group.TABLE),
    Key("table.copy_cell", "y", "copy_cell", N_("Copy cell"), N_("Copy this cell"), Group.TABLE),
    Key("table.copy_row", "Y", "copy_row", N_("Copy row"), N_("Copy the whole row"), Group.TABLE),
)  # fmt: skip

BY_ID: dict[str, Key] = {key.id: key for key in KEYS}


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of ``scopes``, for a ``BINDINGS`` class variable."""
    return [
        Binding(
            key.key,
            key.action,
            key.label,
            show=key.foot is not Foot.HIDDEN,
            tooltip=key.tooltip,
            priority=key.priority,
            id=key.id,
        )
        for key in KEYS
        if key.scope in scopes
    ]


def keymap(changes: Mapping[str, str], keys: Iterable[Key] = KEYS) -> dict[str, str]:
    """``changes`` of the settings as a key map for Textual.

    Raises WrongUse in one line for an unknown id, a key terminals cannot tell, a letter for a key that must
    work while typing, and two keys that would answer to the same press.
    """
    known = {key.id: key for key in keys}
    for id_, pressed in changes.items():
        if id_ not in known:
            raise WrongUse(N_("There is no key called {id}. Press F1 to see their names."), id=id_)
        if not pressed.strip() or any(not part.strip() for part in pressed.split(",")):
            raise WrongUse(
                N_("The key {id} is given nothing to press. Take the line out of the settings."), id=id_
            )
        for name in names(pressed):
            if name in FORBIDDEN:
                raise WrongUse(
                    N_("{key} cannot be used for {id}: terminals send it as another key. Choose another."),
                    key=shown(name), id=id_,
                )  # fmt: skip
            if known[id_].priority and printable(name):
                raise WrongUse(
                    N_("{key} cannot be used for {id}: it works while typing. Choose an F-key or Ctrl."),
                    key=shown(name), id=id_,
                )  # fmt: skip
    merged = {id_: changes.get(id_, key.key) for id_, key in known.items()}
    for one, other, name in clashes(merged):
        raise WrongUse(
            N_("{key} is given to both {one} and {other}. Give one of them another key."),
            key=shown(name), one=one, other=other,
        )  # fmt: skip
    return {id_: ",".join(names(pressed)) for id_, pressed in changes.items()}
