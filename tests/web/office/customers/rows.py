from extramile.contacts.models import Contact
from extramile.contacts.operations import Person, remember, write_receipt
from tests.cast import Cast
from tests.web.permissions import GET, POST, Row, only

MAY = ("insights_owner", "administrator")


def known(cast: Cast) -> dict[str, int]:
    person = Person("K-1", "Jan de Boer", "jan@example.org", "+31612345678", "nl")
    return {"pk": remember([person], source="crm", now=cast.now)[0]}


def receipt(cast: Cast) -> dict[str, int]:
    contact = Contact.objects.get(pk=known(cast)["pk"])
    return {"pk": write_receipt(contact, emptied={"messages": 2}, actor=None, now=cast.now).pk}


ROWS = [
    Row("office:customers", GET, only(*MAY)),
    Row("office:customers", POST, only(*MAY), data={"wanted": "jan@example.org"}),
    Row(
        "office:customer-consent",
        POST,
        only(*MAY, status=302),
        data={"address": "jan@example.org", "wish": "opted_out"},
    ),
    Row("office:customer", GET, only(*MAY), args=known),
    Row("office:customer-erase", GET, only(*MAY), args=known),
    Row("office:customer-erase", POST, only(*MAY, status=302), args=known, data={"sure": "yes"}),
    Row("office:answer-erase", GET, only(*MAY)),
    Row("office:answer-erase", POST, only(*MAY, status=422), data={"source": "crm", "number": "R-1"}),
    Row("office:erasure-receipts", GET, only(*MAY)),
    Row("office:erasure-receipt", GET, only(*MAY), args=receipt),
]
