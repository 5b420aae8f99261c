"""Floor 3: the database; peewee models, queries, migrations, the change feed."""
