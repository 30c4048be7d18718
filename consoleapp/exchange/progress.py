"""What long work says of itself while it runs; the terminal draws it as a bar (ARCHITECTURE, rule 11)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` after ``seconds``, in a stage named by a template for the catalogue."""

    stage: str
    done: int
    total: int
    seconds: float

    @property
    def rate(self) -> float:
        """How many a second so far; 0 at the start."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds until the end at this rate; None while nothing is known yet."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None
