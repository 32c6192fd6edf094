"""The library's tables in one step, as the migrations that it replaces leave them.

Those stay for sites that have some of them already.
"""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('careers', '0001_initial'),
        ('careers', '0002_facts_and_figures'),
        ('careers', '0003_revision_date'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=250)),
                ('publisher', models.CharField(max_length=250)),
                ('year', models.CharField(help_text='As text, such as May 2021–25.', max_length=60)),
                ('kind', models.CharField(choices=[('official', 'official statistics'), ('framework', 'skills framework'), ('survey', 'survey'), ('adverts', 'job adverts'), ('research', 'research paper'), ('book', 'book'), ('certificate', 'certificate exam guide')], max_length=12)),
                ('url', models.URLField(blank=True, validators=[django.core.validators.RegexValidator('^https://', 'The address should start with https://.')], verbose_name='address')),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('says', models.TextField(blank=True, verbose_name='what it says about the two roles')),
                ('checked', models.CharField(choices=[('read', 'read in a copy of the source'), ('computed', 'computed from a copy of its data'), ('abstract', 'only its summary was read'), ('memory', 'named from memory, not read')], max_length=10, verbose_name='how it was checked')),
                ('checked_on', models.CharField(blank=True, help_text='As text: 28 February 2026.', max_length=40, verbose_name='date of the copy')),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(help_text='As in a verdict: ML Engineer.', max_length=40)),
                ('long_name', models.CharField(help_text='Machine learning engineer.', max_length=60)),
                ('plural', models.CharField(help_text='As in a sentence: ML engineers.', max_length=60)),
                ('line', models.CharField(max_length=200, verbose_name='in one line')),
                ('summary', models.TextField()),
                ('sources', models.ManyToManyField(blank=True, to='careers.source')),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Trait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=60)),
                ('definition', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['order', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='A name of its own, such as data-scientist-faq-6.', unique=True)),
                ('kind', models.CharField(choices=[('about', 'what the job is'), ('responsibility', 'responsibility'), ('skill', 'skill, with its level'), ('entry', 'way in, step by step'), ('door', 'door: a first job or other way in (title: at most 22 letters)'), ('pay', 'pay, in words'), ('outlook', 'outlook'), ('day', 'part of a day (title: the time)'), ('caution', 'you may not enjoy it if …'), ('weekend', 'weekend project'), ('roadmap', 'step of the learning roadmap'), ('faq', 'question and answer'), ('myth', 'myth and what is right'), ('aspect', 'row of the side-by-side (same title in both roles)'), ('moving', 'moving into this role from the other'), ('shared', 'what both roles share'), ('employer', 'question to ask an employer'), ('misquoted', 'what is often misquoted, and what is right'), ('both', 'said of both roles')], help_text='Decides where on the pages it stands.', max_length=14)),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Among the facts of the same kind, the lowest number comes first.')),
                ('title', models.CharField(blank=True, help_text='A question, a myth, a skill, a time of day.', max_length=120)),
                ('text', models.TextField(help_text='Plain sentences. A figure needs a source and a date below.')),
                ('basis', models.CharField(choices=[('official', 'official statistics'), ('survey', 'survey'), ('adverts', 'job adverts'), ('research', 'research or framework'), ('judgement', 'our judgement')], max_length=10, verbose_name='how sure')),
                ('as_of', models.CharField(blank=True, help_text='The date of the figures, as text: May 2025. Empty where there are none.', max_length=40, verbose_name='as of')),
                ('role', models.ForeignKey(blank=True, help_text='Empty for what is said of both roles.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='careers.role')),
                ('sources', models.ManyToManyField(blank=True, to='careers.source')),
                ('level', models.PositiveSmallIntegerField(blank=True, help_text='Skills only: 0 to 5.', null=True, validators=[django.core.validators.MaxValueValidator(5)])),
                ('trait', models.ForeignKey(blank=True, help_text='Roadmap steps only: someone who enjoys this trait may well start here.', null=True, on_delete=django.db.models.deletion.SET_NULL, to='careers.trait')),
            ],
            options={
                'ordering': ['role', 'kind', 'order', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['shared', 'employer', 'misquoted', 'both']), ('role__isnull', True)), models.Q(models.Q(('kind__in', ['shared', 'employer', 'misquoted', 'both']), _negated=True), ('role__isnull', False)), _connector='OR'), name='facts_of_both_have_no_role', violation_error_message='Facts about both roles have no role; others have one.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'skill'), ('level__isnull', False), ('level__lte', 5)), models.Q(models.Q(('kind', 'skill'), _negated=True), ('level__isnull', True)), _connector='OR'), name='skills_have_a_level', violation_error_message='A skill has a level from 0 to 5; other facts have none.')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('title', models.CharField(max_length=120)),
                ('url', models.URLField(validators=[django.core.validators.RegexValidator('^https://', 'The address should start with https://.')], verbose_name='address')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='careers.fact')),
            ],
            options={
                'ordering': ['fact', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(help_text='0 (not asked for) to 5 (at the heart of the job).', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(5)])),
                ('why', models.TextField(verbose_name='why this number')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='careers.role')),
                ('sources', models.ManyToManyField(blank=True, to='careers.source')),
                ('trait', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='demands', to='careers.trait')),
            ],
            options={
                'ordering': ['trait', 'role'],
                'constraints': [models.UniqueConstraint(fields=('role', 'trait'), name='one_demand_per_role_and_trait', violation_error_message='This role already has a demand for this trait.'), models.CheckConstraint(condition=models.Q(('level__gte', 0), ('level__lte', 5)), name='demand_0_to_5', violation_error_message='A demand is a whole number from 0 to 5.')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='As in the checklist: A1, D-x.', unique=True)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('element', models.CharField(max_length=250, verbose_name='what it says, in our words')),
                ('status', models.CharField(choices=[('ok', 'agrees with better sources'), ('soft', 'true, but vague or too simple'), ('dated', 'was fair, now old'), ('thin', 'leaves out something important'), ('wrong', 'contradicted by better sources')], max_length=5)),
                ('facts', models.ManyToManyField(help_text='Where this site says it, corrected if needed.', to='careers.fact')),
            ],
            options={
                'verbose_name': 'claim of the founding article',
                'verbose_name_plural': 'claims of the founding article',
                'ordering': ['order', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soc', models.CharField(help_text='Of the US Standard Occupational Classification: 15-2051.', max_length=7, unique=True, verbose_name='code')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=80)),
                ('note', models.TextField(blank=True, verbose_name='how near it is')),
                ('official_for', models.ForeignKey(blank=True, help_text='The role that these statistics are about, if any.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='official_occupations', to='careers.role')),
                ('proxy_for', models.ForeignKey(blank=True, help_text='A role without official figures that this occupation is near to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proxy_occupations', to='careers.role', verbose_name='stand-in for')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='careers.source')),
            ],
            options={
                'ordering': ['order', 'soc'],
            },
        ),
        migrations.CreateModel(
            name='PayFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('employment', models.PositiveIntegerField(verbose_name='employees')),
                ('mean', models.PositiveIntegerField()),
                ('p10', models.PositiveIntegerField(verbose_name='tenth percentile')),
                ('p25', models.PositiveIntegerField(verbose_name='lower quarter')),
                ('median', models.PositiveIntegerField()),
                ('p75', models.PositiveIntegerField(blank=True, help_text='Empty where it is above the highest figure that is published.', null=True, verbose_name='upper quarter')),
                ('p90', models.PositiveIntegerField(blank=True, help_text='Empty where it is above the highest figure that is published.', null=True, verbose_name='ninetieth percentile')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pay', to='careers.occupation')),
            ],
            options={
                'ordering': ['occupation', 'year'],
                'constraints': [models.UniqueConstraint(fields=('occupation', 'year'), name='pay_once_per_year', violation_error_message='This occupation already has figures for this year.'), models.CheckConstraint(condition=models.Q(('p10__lt', models.F('p25')), ('p25__lt', models.F('median')), models.Q(('p75__isnull', True), ('p75__gt', models.F('median')), _connector='OR'), models.Q(('p90__isnull', True), models.Q(('p75__isnull', False), ('p90__gt', models.F('p75'))), _connector='OR')), name='percentiles_ascend', violation_error_message='Each percentile should be above the one before it.')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Within its group, the lowest number comes first.')),
                ('group', models.CharField(choices=[('overlap', 'which of the two kinds of work matters'), ('activities', 'what matters at work'), ('languages', 'languages'), ('tools', 'tools'), ('charts', 'charts'), ('methods', 'methods'), ('frameworks', 'libraries and frameworks'), ('practice', 'practice')], help_text='Shares of one group are drawn together.', max_length=10)),
                ('label', models.CharField(max_length=80)),
                ('as_of', models.CharField(help_text='When people were asked, as text: 2022.', max_length=40, verbose_name='as of')),
                ('differs', models.BooleanField(help_text='The two shares lie further apart than chance explains (95 %).')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='careers.source')),
            ],
            options={
                'ordering': ['order', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='RoleShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.DecimalField(decimal_places=1, max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)])),
                ('asked', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='people asked')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='careers.role')),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='percents', to='careers.share')),
            ],
            options={
                'ordering': ['share', 'role'],
                'constraints': [models.UniqueConstraint(fields=('share', 'role'), name='share_once_per_role', violation_error_message='This role already has its share.'), models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='percent_0_to_100', violation_error_message='A percentage is from 0 to 100.')],
            },
        ),
    ]
