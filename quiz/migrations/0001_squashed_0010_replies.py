"""The quiz's tables and groups in one step, as the migrations that it replaces leave them.

Those stay for sites that have some of them already. SQLite's write-ahead log, which one of them
sets, is set by our ``migrate``.
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


DRAFTS = {
    "careers": [
        *("source", "role", "trait", "demand", "fact", "link", "share"),
        *("roleshare", "occupation", "payfigure", "claim"),
    ],
    "quiz": ["quiz", "checklist", "question", "evidence", "option", "effect"],
}
FROZEN = ["edition", "answersheet"]


def create_groups(apps, schema_editor):
    _create_permissions_now(apps, schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    drafts = [
        permission
        for app, models in DRAFTS.items()
        for permission in Permission.objects.filter(
            content_type__app_label=app, content_type__model__in=models
        ).exclude(codename="publish_quiz")
    ]
    seen = Permission.objects.filter(
        content_type__app_label="quiz", codename__in=[f"view_{name}" for name in FROZEN]
    )
    publishing = Permission.objects.filter(
        content_type__app_label="quiz", codename="publish_quiz"
    )
    editor, _ = Group.objects.get_or_create(name="Editor")
    editor.permissions.add(*drafts, *seen)
    publisher, _ = Group.objects.get_or_create(name="Publisher")
    publisher.permissions.add(*drafts, *seen, *publishing)


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"]).delete()


def _create_permissions_now(apps, database):
    """Django makes them after the last migration, which would be too late."""
    for label in DRAFTS:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=database)
        config.models_module = None


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('quiz', '0001_initial'),
        ('quiz', '0002_sqlite_wal'),
        ('quiz', '0003_limits'),
        ('quiz', '0004_study_and_shares'),
        ('quiz', '0005_groups'),
        ('quiz', '0006_checklists'),
        ('quiz', '0007_checklist_editors'),
        ('quiz', '0008_tally_settled'),
        ('quiz', '0009_sendings'),
        ('quiz', '0010_replies'),
    ]

    dependencies = [
        ('careers', '0001_squashed_0003_revision_date'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Quiz',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=120)),
                ('sample', models.JSONField(blank=True, default=dict, help_text='The invented sheet of the sample result: {"q01": "b", …}.')),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quizzes_on_the_left', to='careers.role')),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quizzes_on_the_right', to='careers.role')),
                ('intercept', models.SmallIntegerField(db_default=0, default=0, help_text='Only where ticks are counted: hundredths of log-odds, 28 for 0.28.', validators=[django.core.validators.MinValueValidator(-1000), django.core.validators.MaxValueValidator(1000)])),
                ('rule', models.CharField(choices=[('interest', 'interest: options have points for traits'), ('evidence', 'evidence: ticks are weighed by practitioners')], db_default='interest', default='interest', max_length=8)),
            ],
            options={
                'verbose_name_plural': 'quizzes',
                'constraints': [models.CheckConstraint(condition=models.Q(('left', models.F('right')), _negated=True), name='a_quiz_compares_two_roles', violation_error_message='The two roles should differ.'), models.CheckConstraint(condition=models.Q(('rule', 'evidence'), models.Q(('intercept', 0), ('rule', 'interest')), _connector='OR'), name='an_intercept_is_of_evidence', violation_error_message='The rule is interest or evidence, and only a quiz by evidence has an intercept.')],
                'ordering': ['slug'],
                'permissions': [('publish_quiz', 'Can publish a quiz and import its content')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('checksum', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField(auto_now_add=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='quiz.quiz')),
            ],
            options={
                'ordering': ['quiz', '-number'],
                'constraints': [models.UniqueConstraint(fields=('quiz', 'number'), name='edition_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='editions_from_1')],
            },
        ),
        migrations.CreateModel(
            name='AnswerSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('short', 'Short'), ('full', 'Full')], max_length=5)),
                ('option_order', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('answers', models.JSONField()),
                ('day', models.DateField(db_index=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='quiz.edition')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('form__in', ['short', 'full'])), name='sheet_form_known')],
                'indexes': [models.Index(fields=['edition', 'form', 'id'], name='sheets_by_form')],
            },
        ),
        migrations.CreateModel(
            name='SharedResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('sheet', models.CharField(max_length=64, unique=True)),
                ('delete_key', models.CharField(max_length=40)),
                ('form', models.CharField(choices=[('short', 'Short'), ('full', 'Full')], max_length=5)),
                ('summary', models.JSONField()),
                ('answers', models.JSONField(blank=True, null=True)),
                ('name', models.CharField(blank=True, max_length=40)),
                ('created_on', models.DateField()),
                ('expires_on', models.DateField(blank=True, db_index=True, null=True)),
                ('guessed_right', models.PositiveIntegerField(default=0)),
                ('guessed_wrong', models.PositiveIntegerField(default=0)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='quiz.edition')),
            ],
            options={
                'ordering': ['-created_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('form__in', ['short', 'full'])), name='share_form_known')],
            },
        ),
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairings_agreed', to='quiz.sharedresult')),
                ('asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairings_asked', to='quiz.sharedresult')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('asked', 'agreed'), name='pairing_once'), models.CheckConstraint(condition=models.Q(('asked', models.F('agreed')), _negated=True), name='a_pairing_has_two')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('short', 'Short'), ('full', 'Full')], max_length=5)),
                ('through', models.PositiveBigIntegerField(default=0)),
                ('sums', models.JSONField(default=dict)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='quiz.edition')),
                ('settled', models.PositiveBigIntegerField(db_default=0, default=0)),
                ('settled_read', models.PositiveBigIntegerField(db_default=0, default=0)),
            ],
            options={
                'verbose_name_plural': 'tallies',
                'constraints': [models.UniqueConstraint(fields=('edition', 'form'), name='one_tally_per_form')],
            },
        ),
        migrations.CreateModel(
            name='Checklist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=30, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9-]*\\Z', 'The slug is a short word: small letters, digits and hyphens, a letter first.')])),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('text', models.CharField(max_length=200)),
                ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checklists', to='quiz.quiz')),
            ],
            options={
                'ordering': ['quiz', 'order', 'slug'],
                'constraints': [models.UniqueConstraint(fields=('quiz', 'slug'), name='checklist_slug_once_per_quiz', violation_error_message='This quiz already has a checklist with this slug.')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=30)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('single', 'one of several'), ('pair', 'which of two'), ('agree', 'agree or disagree'), ('tick', 'tick what applies')], max_length=6)),
                ('text', models.CharField(max_length=200)),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='why we ask')),
                ('short', models.BooleanField(default=False, verbose_name='in the short form')),
                ('scale_step', models.SmallIntegerField(blank=True, help_text='Agree questions only: 1 when agreeing speaks for the trait, −1 against it.', null=True, verbose_name='points per step')),
                ('scale_trait', models.ForeignKey(blank=True, help_text='Agree questions only.', null=True, on_delete=django.db.models.deletion.PROTECT, to='careers.trait')),
                ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='quiz.quiz')),
                ('left_share', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)])),
                ('right_share', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000)])),
                ('weight', models.SmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-50), django.core.validators.MaxValueValidator(50)])),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='quiz.checklist')),
            ],
            options={
                'ordering': ['quiz', 'order', 'slug'],
                'constraints': [models.UniqueConstraint(fields=('quiz', 'slug'), name='question_slug_once_per_quiz', violation_error_message='This quiz already has a question with this slug.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'agree'), ('scale_step__in', [-2, -1, 1, 2]), ('scale_trait__isnull', False)), models.Q(models.Q(('kind', 'agree'), _negated=True), ('scale_step__isnull', True), ('scale_trait__isnull', True)), _connector='OR'), name='agree_questions_have_a_scale', violation_error_message='An agree question has a trait and 1 or 2 points per step, for or against it; the other kinds have neither.'), models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('kind', 'tick'), ('short', True), ('weight__isnull', False)), models.Q(models.Q(('kind', 'tick'), _negated=True), ('group__isnull', True), ('weight__isnull', True), ('left_share__isnull', True), ('right_share__isnull', True)), _connector='OR'), name='ticks_are_weighed', violation_error_message='An item to tick is in a checklist and in the short form and has a weight; the other kinds have no checklist, no weight and no shares.'), models.CheckConstraint(condition=models.Q(models.Q(('weight__isnull', True), models.Q(('weight__gte', -50), ('weight__lte', 50)), _connector='OR'), models.Q(('left_share__isnull', True), ('left_share__lte', 1000), _connector='OR'), models.Q(('right_share__isnull', True), ('right_share__lte', 1000), _connector='OR')), name='weights_and_shares_in_range', violation_error_message='A weight is −5 to 5, and a percentage is from 0 to 100.')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='careers.source')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='quiz.question')),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['question', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('question', 'source'), name='source_once_per_question', violation_error_message='This question already names this source.')],
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=1, validators=[django.core.validators.RegexValidator('^[a-z]$', "An option's key is one small letter.")])),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('text', models.CharField(max_length=120)),
                ('opt_out', models.BooleanField(default=False, verbose_name='opt-out')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='quiz.question')),
            ],
            options={
                'ordering': ['question', 'order', 'key'],
                'constraints': [models.UniqueConstraint(fields=('question', 'key'), name='option_key_once_per_question', violation_error_message='This question already has an option with this key.'), models.CheckConstraint(condition=models.Q(models.Q(('key', 'x'), ('opt_out', True)), models.Q(('opt_out', False), models.Q(('key', 'x'), _negated=True)), _connector='OR'), name='x_is_the_opt_out', violation_error_message='The key x belongs to the opt-out, and to no other.')],
            },
        ),
        migrations.CreateModel(
            name='Effect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.SmallIntegerField(validators=[django.core.validators.MinValueValidator(-5), django.core.validators.MaxValueValidator(5)])),
                ('trait', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='careers.trait')),
                ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='effects', to='quiz.option')),
            ],
            options={
                'ordering': ['option', 'trait'],
                'constraints': [models.UniqueConstraint(fields=('option', 'trait'), name='trait_once_per_option', violation_error_message='This option already gives points to this trait.'), models.CheckConstraint(condition=models.Q(('points__gte', -5), ('points__lte', 5), models.Q(('points', 0), _negated=True)), name='points_small_and_not_zero', violation_error_message='Points are −5 to 5 and not 0.')],
            },
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.PositiveIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('result', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('band', models.CharField(choices=[('close', 'Close'), ('leans', 'Leans'), ('clear', 'Clear')], max_length=5)),
                ('side', models.CharField(blank=True, choices=[('left', 'Left'), ('right', 'Right')], max_length=5)),
                ('title', models.CharField(blank=True, choices=[('left', 'Left'), ('right', 'Right'), ('other', 'Other'), ('learning', 'Learning')], max_length=8)),
                ('fits', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], max_length=6)),
                ('month', models.DateField(help_text='Its first day.')),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='quiz.edition')),
            ],
            options={
                'verbose_name_plural': 'replies',
                'indexes': [models.Index(fields=['edition', 'band', 'side', 'title', 'fits'], name='replies_said')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('band', 'close'), ('side', '')), models.Q(('band__in', ['leans', 'clear']), ('side__in', ['left', 'right'])), _connector='OR'), name='reply_to_a_verdict'), models.CheckConstraint(condition=models.Q(('title__in', ['', 'left', 'right', 'other', 'learning']), ('fits__in', ['', 'yes', 'partly', 'no']), models.Q(('fits', ''), ('title', ''), _negated=True)), name='reply_says_something')],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='sources',
            field=models.ManyToManyField(blank=True, through='quiz.Evidence', to='careers.source'),
        ),
        migrations.RunPython(create_groups, remove_groups),
    ]
