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


def _picked(ask: Ask, prompt: str, options: Sequence[str], default: str) -> str:
    answer = line(ask, prompt, default)
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(options):
        return options[int(answer) - 1]
    return answer


def choice(ask: Ask, tell: Tell, prompt: str, options: Sequence[str], default: str = "", most: int = MOST) -> str:
    """One of numbered options by its number, or whatever else was typed; Enter takes the default."""
    if shown := list(options)[:most]:
        tell("  " + "  ".join(f"{n} {name}" for n, name in enumerate(shown, 1)))
    return _picked(ask, prompt, shown, default)


def one_of(
    ask: Ask, tell: Tell, prompt: str, options: Sequence[str], default: str = "", labels: Sequence[str] = ()
) -> str:
    """One of the options and nothing else: asks again until it is. Those with labels stand on a line each."""
    shown = [f"{n} {name}" for n, name in enumerate(labels or options, 1)]
    tell("  " + ("\n  " if labels else "  ").join(shown))
    while (answer := _picked(ask, prompt, options, default)) not in options:
        tell(f"  {answer or 'nothing'!r} is none of these; type a number or a word of the list")
    return answer


def yes(ask: Ask, prompt: str) -> bool:
    """True on Enter or y, False on n."""
    return line(ask, f"{prompt} (Enter yes, n no)").casefold() not in ("n", "no")
