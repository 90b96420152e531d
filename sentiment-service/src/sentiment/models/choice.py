"""Which model scores, by its name in the settings."""

from sentiment.models.hugging_face import HuggingFace
from sentiment.models.model import Model
from sentiment.models.transformer import Transformer
from sentiment.models.vader import Vader


def chosen(name: str, threads: int = 1) -> Model:
    """Load `transformer` (ours), `vader`, or the Hugging Face classifier of that name or path.

    Takes up to some seconds and reads files.

    Raises:
        ModelError: it cannot be loaded; the text says what to do.
    """
    if name == Transformer.name:
        return Transformer.load(threads=threads)
    return Vader.load() if name == Vader.name else HuggingFace.load(name, threads)
