"""What an operation raises when the answer is no. Anything else that is raised is a bug."""


class Refused(Exception):
    """A refusal, in words for the person: why, and what they can do next. Nothing has been written."""

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()
