"""What may be done with reports to the board. All of it is written in the audit trail."""

from extramile.board.operations.delivering import Delivered, deliver, opened, withdraw
from extramile.board.operations.erasing import forget_words
from extramile.board.operations.finishing import finalise, leave_out, put_back, remark, take_back_remark
from extramile.board.operations.handing import note_handing, strike_handing
from extramile.board.operations.making import is_making_due, make, make_anew, make_due
from extramile.board.problems import BoardProblem, NotADraftError, NotFinalError

__all__ = [
    "BoardProblem",
    "Delivered",
    "NotADraftError",
    "NotFinalError",
    "deliver",
    "finalise",
    "forget_words",
    "is_making_due",
    "leave_out",
    "make",
    "make_anew",
    "make_due",
    "note_handing",
    "opened",
    "put_back",
    "remark",
    "strike_handing",
    "take_back_remark",
    "withdraw",
]
