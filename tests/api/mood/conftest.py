"""A shop with moods, and a person in it whom three evenings have moved."""

import pytest

from tests.api import moody
from tests.api.conftest import Client, OpenClient
from tests.api.moody import agree, three_evenings


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A client of the shop with moods."""
    return open_client(moody.shop())


@pytest.fixture
def moved(client: Client) -> Client:
    """After three evenings of a person who consents to mood."""
    agree(client)
    three_evenings(client)
    return client
