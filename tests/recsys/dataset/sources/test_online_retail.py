from pathlib import Path

import pytest

from recsys.dataset.sources import online_retail
from tests.recsys.dataset.folders import real
from tests.recsys.dataset.sources.files import suffix, write, write_xlsx  # noqa: F401

TEXT = """Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
489434,85048, GLASS BALL ,12,2010-07-01 07:45:00,6.95,13085.0,United Kingdom
489434,POST,POSTAGE,1,2010-07-01 07:45:00,18,13085.0,France
C489435,85048,GLASS BALL,-12,2010-07-01 08:00:00,6.95,13085.0,United Kingdom
489436,85048,damaged?,5,2010-07-01 08:00:00,0,,United Kingdom
489437,85048,GLASS BALL,0,2010-07-01 08:00:00,0,13085.0,United Kingdom
489438,85048,GLASS BALL,5,2010-07-02 08:00:00,7.5,13086.0,United Kingdom
"""


def test_purchases_keep_their_invoice_and_say_what_was_left_out(tmp_path: Path, suffix: str) -> None:  # noqa: F811
    found = online_retail.read(write(tmp_path, {f"online_retail_II_2009_2010.csv{suffix}": TEXT}))
    assert found.notes == (
        "1 cancelled rows were left out",
        "1 rows without customer were left out",
        "1 rows without a positive quantity were left out",
    )
    data = found.dataset()
    assert (data.users.ids, data.sessions) == (("13085", "13086"), ("489434", "489438"))
    assert data.interactions.time[0] == 1277966700  # 07:45 in British summer time
    ball, postage = data.catalogue.facts
    assert (ball.title, ball.price, ball.available) == ("GLASS BALL", 7.5, True)
    assert (postage.title, postage.available) == ("POSTAGE", False)
    assert set(data.acts) == {"bought"}


def test_the_workbook_of_the_first_version_reads_the_same(tmp_path: Path) -> None:
    header: list[str | float | None] = [
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
    ]
    serial = 40360 + (7 * 60 + 45) / 1440
    rows: list[list[str | float | None]] = [header, [489434, "85048", "GLASS BALL", 12, serial, 6.95, 13085, "UK"]]
    write_xlsx(tmp_path / "Online Retail.xlsx", {"Online Retail": rows})
    data = online_retail.read(tmp_path).dataset()
    assert data.interactions.time.tolist() == [1277966700]
    assert data.users.ids == ("13085",)


@pytest.mark.realdata
def test_the_real_invoices_lose_cancellations_and_strangers_only() -> None:
    found = online_retail.read(real("online-retail-2"))
    assert found.events is not None
    assert "10,206 cancelled rows were left out" in found.notes
    assert "107,560 rows without customer were left out" in found.notes
    assert found.events.height + 10_206 + 107_560 == 525_461
    assert found.dataset().catalogue.facts[0].title == "15CM CHRISTMAS GLASS BALL 20 LIGHTS"
