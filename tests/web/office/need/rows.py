from tests.web.permissions import GET, Row, only

ROWS = [Row("office:need", GET, only("insights_owner", "board_reader", "hr", "administrator"))]
