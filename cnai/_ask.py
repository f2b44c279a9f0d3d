"""Questions in the terminal: plain lines, numbered choices, a default on Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Ask = Callable[[str], str]
Tell = Callable[[str], None]
MOST = 9


class Leave(Exception):
    """The person goes; what was decided is kept."""


def line(ask: Ask, prompt: str, default: str = "") -> str:
    """One line, without spaces around; Enter takes the default. Raises Leave at the end of the input or on `q`."""
    try:
        answer = ask(f"{prompt}{f' [{default}]' if default else ''}: ").strip()
    except EOFError:
        raise Leave from None
    if answer == "q":
        raise Leave
    return answer or default


def choice(ask: Ask, tell: Tell, prompt: str, options: Sequence[str], default: str = "", most: int = MOST) -> str:
    """One of numbered options by its number, or whatever else was typed; Enter takes the default."""
    shown = list(options)[:most]
    if shown:
        tell("  " + "  ".join(f"{n} {name}" for n, name in enumerate(shown, 1)))
    answer = line(ask, prompt, default)
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(shown):
        return shown[int(answer) - 1]
    return answer


def one_of(ask: Ask, tell: Tell, prompt: str, options: Sequence[str], default: str = "") -> str:
    """One of the options and nothing else: asks again until it is."""
    while True:
        answer = choice(ask, tell, prompt, options, default, len(options))
        if answer in options:
            return answer
        tell(f"  {answer or 'nothing'!r} is none of these; type a number or a word of the list")


def yes(ask: Ask, prompt: str) -> bool:
    """True on Enter or y, False on n."""
    return line(ask, f"{prompt} (Enter yes, n no)").casefold() not in ("n", "no")
