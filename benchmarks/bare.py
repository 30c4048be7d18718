"""The floor for the start of the console: a Textual app with the widgets of the sign-in screen only."""

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Input, Label, OptionList, Static


class Bare(App[None]):
    """As many widgets of the same kinds, laid out alike."""

    CSS = """
    #gate { width: 60; height: auto; margin: 4 8; }
    Horizontal { height: auto; }
    Label { width: 16; }
    Input { width: 1fr; }
    OptionList { height: 5; }
    """
    BINDINGS = [("f1", "help", "Help"), ("ctrl+l", "language", "Language"), ("ctrl+t", "theme", "Looks")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static("Service desk   hotline open until 19:00   Fri 20 Nov 2026 18:05   EN", markup=False)
        with Vertical(id="gate"):
            yield Static("Bare", markup=False)
            yield Static("Sign in to the service desk.", markup=False)
            for name in ("Login", "Password"):
                with Horizontal():
                    yield Label(name, markup=False)
                    yield Input(compact=True, password=name == "Password")
            yield Static("", markup=False)
            yield Static("A demo book with invented people.", markup=False)
            yield OptionList("hotline", "counter", "supervisor", compact=True)
        yield Footer()


if __name__ == "__main__":
    Bare().run()
