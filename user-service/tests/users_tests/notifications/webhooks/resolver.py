"""Name servers as tests want them: the one boundary to them that is not ours."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Resolver:
    """`answers`: what each look-up of a name gives, one after the other, the last one again and again."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del port
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not found:
            raise OSError("no such name")
        return found
