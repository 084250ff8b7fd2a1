"""Extensions that the models need: spatial types, typing-error search, exclusion constraints."""
from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Create the extensions; the database role needs the right to, or an administrator creates them beforehand."""

    initial = True
    dependencies = []
    operations = [CreateExtension("postgis"), BtreeGistExtension(), TrigramExtension(), UnaccentExtension()]
