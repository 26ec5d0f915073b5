"""What Alembic runs: the migrations, on the connection the store gives, in the store's own transaction.

From the command line (developers only) it opens ``DVT_CDS_DATABASE_URL`` itself.
"""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy.engine import Connection

from service.store.engine import DEFAULT_URL, Database
from service.store.tables import REVISION_TABLE, metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, version_table=REVISION_TABLE, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(os.environ.get("DVT_CDS_DATABASE_URL", DEFAULT_URL)).writing() as opened:
        run(opened)
