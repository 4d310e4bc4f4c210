from post.models.delivery import Delivery
from post.models.letter_text import LetterText
from post.models.sms import Sms
from post.models.suppression import Suppression
from post.models.tally import Counter, Tally

__all__ = ["Counter", "Delivery", "LetterText", "Sms", "Suppression", "Tally"]
