"""The package's one exception: a stable code, and a message that says what to do."""


class SentimentError(Exception):
    """Raised for every failure that a caller can mend.

    `code` is one of SENTIMENT_FILE (a file is missing or cannot be read), SENTIMENT_COLUMNS (a named column is
    missing), SENTIMENT_ROW (one row breaks the format; the message names it), SENTIMENT_CLASSES (too few rows of a
    class), SENTIMENT_MODEL (a model folder is incomplete, altered or of another version).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
