"""The tables of a store, as numbered migrations that are only ever added to.

A comment after a column says what it holds; `docs/store.md` and the `.schema` of the `sqlite3` shell show the same
words. Positions are code points of `articles.text`, half-open. `n` is an item's index in its layer of the record, and a
reference to an entity, a date or a quote is that index.
"""

from collections.abc import Callable
from sqlite3 import Connection
from typing import NamedTuple

from ravi.store.figures import TABLES as FIGURES
from ravi.store.figures import count_anew
from ravi.store.persons import TABLES as PERSONS
from ravi.store.persons import count_all
from ravi.store.wording import name_columns, tell_of_ways

APPLICATION_ID = 0x52415649  # «RAVI» in ASCII, in the header of the file

RECORDS = """
CREATE TABLE made_by (
    -- The versions that made records.
    key INTEGER PRIMARY KEY,
    ravi TEXT NOT NULL, -- the version of Ravi
    model TEXT, -- the models with their versions, null where none was used
    steps TEXT NOT NULL -- JSON: the version of each step
);

CREATE TABLE rules (
    -- Every rule that made something, with each confidence it had.
    key INTEGER PRIMARY KEY,
    rule TEXT NOT NULL, -- the name of the rule
    confidence REAL, -- from 0 to 1; null for the link of a chain
    UNIQUE (rule, confidence)
);

CREATE TABLE names (
    -- Every name and office as written, once.
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE, -- as published
    folded TEXT NOT NULL -- with letters, digits and half-spaces made equal, for look-up
);
CREATE INDEX names_folded ON names (folded);

CREATE TABLE articles (
    -- The articles, as published.
    key INTEGER PRIMARY KEY, -- what the other tables call `article`
    id TEXT NOT NULL UNIQUE, -- the article's own id, or one made of its bytes
    url TEXT, -- where it was published
    publisher TEXT, -- the outlet
    published TEXT, -- ISO day, Gregorian
    jalali TEXT, -- the same day in the Jalali calendar
    title TEXT, -- where the page or the line gave one
    decoded TEXT NOT NULL, -- JSON: how the text was won from the bytes, in order
    text TEXT NOT NULL, -- exactly as published
    sentences TEXT NOT NULL, -- JSON, flat: start, length of each; `start` counts from the start before (v_sentences)
    made_by INTEGER NOT NULL REFERENCES made_by
);
CREATE INDEX articles_published ON articles (published);
CREATE INDEX articles_made_by ON articles (made_by);

CREATE TABLE originals (
    -- The bytes of each article exactly as they were found.
    article INTEGER PRIMARY KEY REFERENCES articles,
    name TEXT NOT NULL, -- the file, and the line of it, where they were found
    kind TEXT NOT NULL, -- page: a text or a page; line: a JSON object
    given TEXT NOT NULL, -- JSON: what was said of them from outside (published, publisher, url)
    sha256 BLOB NOT NULL, -- of the bytes and of `given`
    bytes BLOB NOT NULL -- zlib; the preset dictionary is the article's text, of a line the JSON of its fields
);
CREATE INDEX originals_sha256 ON originals (substr(sha256, 1, 8));

CREATE TABLE failures (
    -- What could not be read.
    sha256 BLOB NOT NULL PRIMARY KEY, -- as in originals
    id TEXT NOT NULL, -- the article's id, or where its bytes were found
    step TEXT NOT NULL, -- at which step
    message TEXT NOT NULL, -- why
    made_by INTEGER NOT NULL REFERENCES made_by
) WITHOUT ROWID;

CREATE TABLE repairs (
    -- The edits that make of `articles.text` the text as it should have been typed; those alike are one row.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    old TEXT NOT NULL, -- what was replaced
    new TEXT NOT NULL, -- by what
    rule INTEGER NOT NULL REFERENCES rules,
    places TEXT, -- JSON: where, each counted from the one before; null: wherever `old` stands in the text
    PRIMARY KEY (article, n)
) WITHOUT ROWID;

CREATE TABLE entities (
    -- Who is spoken of.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    name INTEGER NOT NULL REFERENCES names, -- the longest proper name in the text
    type TEXT NOT NULL, -- PER, ORG, GPE, LOC or GROUP
    role INTEGER REFERENCES names, -- the office that the text gives
    rule INTEGER NOT NULL REFERENCES rules,
    mentions TEXT NOT NULL, -- JSON, flat: start, length, kind of each place that speaks of it (v_mentions)
    terms TEXT, -- JSON, flat: start, length, voice + 1, retells + 1, rule of each phrase that calls it so (v_terms)
    PRIMARY KEY (article, n)
) WITHOUT ROWID;

CREATE TABLE dates (
    -- Time expressions.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    value TEXT, -- ISO 8601, Gregorian; XXXX for a year that is not known
    type TEXT NOT NULL, -- DATE, TIME, PERIOD, DURATION or SET
    calendar TEXT NOT NULL, -- jalali, gregorian, hijri or relative
    jalali TEXT, -- the same point in the Jalali calendar
    note TEXT, -- why a value is partial or missing
    rule INTEGER NOT NULL REFERENCES rules,
    PRIMARY KEY (article, n)
) WITHOUT ROWID;

CREATE TABLE quotes (
    -- Who said what.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL, -- the first character of the content
    end INTEGER NOT NULL, -- after the last
    form TEXT NOT NULL, -- direct, indirect or mixed
    cue_start INTEGER, -- the reporting words
    cue_end INTEGER,
    speaker_start INTEGER, -- the words that name the speaker; null where the sentence leaves them out
    speaker_end INTEGER,
    speaker INTEGER, -- the entity that speaks; null where the text does not tell
    addressee_start INTEGER,
    addressee_end INTEGER,
    addressee INTEGER, -- the entity that is spoken to
    rule INTEGER NOT NULL REFERENCES rules,
    parts TEXT, -- JSON: [start, end] of each stretch of the content, where there are several
    via TEXT, -- JSON: [start, end, entity] of each on whose word the article has it, the nearest first
    chain TEXT, -- JSON, flat: rule, start, length of each link of the way to the speaker (v_chain)
    PRIMARY KEY (article, n),
    FOREIGN KEY (article, speaker) REFERENCES entities,
    FOREIGN KEY (article, addressee) REFERENCES entities
) WITHOUT ROWID;

CREATE TABLE marks (
    -- Words in quote marks that are no quotation.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL, -- title, name, scare or term
    rule INTEGER NOT NULL REFERENCES rules,
    PRIMARY KEY (article, n)
) WITHOUT ROWID;

CREATE TABLE sources (
    -- On whose word the article stands, from the publisher outwards.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    entity INTEGER, -- who it is; null where the text does not tell
    start INTEGER, -- the words that name it
    end INTEGER,
    cue_start INTEGER,
    cue_end INTEGER,
    kind TEXT NOT NULL, -- agency, outlet, institution, person or document
    rule INTEGER NOT NULL REFERENCES rules,
    PRIMARY KEY (article, n),
    FOREIGN KEY (article, entity) REFERENCES entities
) WITHOUT ROWID;

CREATE TABLE events (
    -- What is said to have happened, and in whose voice.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL, -- the words that tell the event
    end INTEGER NOT NULL,
    type TEXT NOT NULL, -- PLOVER's
    cameo TEXT NOT NULL, -- the nearest code of CAMEO
    place_start INTEGER,
    place_end INTEGER,
    date INTEGER,
    voice INTEGER, -- the quote in whose words the event stands; null: the narrator's
    actors TEXT, -- JSON: the entities that act
    recipients TEXT, -- JSON: the entities that it is done to
    modality TEXT NOT NULL, -- happened, happening, scheduled; denied, demanded, feared, hypothetical
    cluster INTEGER NOT NULL, -- mentions of one event in the article share it
    rule INTEGER NOT NULL REFERENCES rules,
    PRIMARY KEY (article, n),
    FOREIGN KEY (article, date) REFERENCES dates,
    FOREIGN KEY (article, voice) REFERENCES quotes
) WITHOUT ROWID;

CREATE TABLE roles (
    -- Who held which office on the day of the article, in whose words.
    article INTEGER NOT NULL REFERENCES articles,
    n INTEGER NOT NULL,
    entity INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    status TEXT NOT NULL, -- current, former or elect
    voice INTEGER, -- the quote in whose words; null: the narrator's
    rule INTEGER NOT NULL REFERENCES rules,
    PRIMARY KEY (article, n),
    FOREIGN KEY (article, entity) REFERENCES entities,
    FOREIGN KEY (article, voice) REFERENCES quotes
) WITHOUT ROWID;

CREATE TABLE reuse (
    -- The licence line.
    article INTEGER PRIMARY KEY REFERENCES articles,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    credit_start INTEGER, -- whom it asks to be named
    credit_end INTEGER,
    rule INTEGER NOT NULL REFERENCES rules
);

CREATE VIEW v_quotes AS
    -- Quotations in words: whose, in which article, by which outlet, on which day.
    SELECT articles.id, quotes.n, articles.publisher, articles.published, articles.jalali,
        speakers.name AS speaker, offices.name AS role, quotes.form,
        substr(articles.text, quotes.cue_start + 1, quotes.cue_end - quotes.cue_start) AS cue,
        substr(articles.text, quotes.start + 1, quotes.end - quotes.start) AS content,
        rules.rule, rules.confidence, articles.url
    FROM quotes
    JOIN articles ON articles.key = quotes.article
    JOIN rules ON rules.key = quotes.rule
    LEFT JOIN entities ON entities.article = quotes.article AND entities.n = quotes.speaker
    LEFT JOIN names AS speakers ON speakers.key = entities.name
    LEFT JOIN names AS offices ON offices.key = entities.role;

CREATE VIEW v_entities AS
    -- Entities in words, and how often each is spoken of.
    SELECT articles.id, entities.n, articles.publisher, articles.published, names.name, entities.type,
        offices.name AS role,
        json_array_length(entities.mentions) / 3 AS mentions,
        rules.rule, rules.confidence
    FROM entities
    JOIN articles ON articles.key = entities.article
    JOIN names ON names.key = entities.name
    JOIN rules ON rules.key = entities.rule
    LEFT JOIN names AS offices ON offices.key = entities.role;

CREATE VIEW v_sources AS
    -- On whose word each article stands, in words.
    SELECT articles.id, sources.n, articles.publisher, articles.published, names.name AS source, sources.kind,
        substr(articles.text, sources.start + 1, sources.end - sources.start) AS words,
        rules.rule, rules.confidence
    FROM sources
    JOIN articles ON articles.key = sources.article
    JOIN rules ON rules.key = sources.rule
    LEFT JOIN entities ON entities.article = sources.article AND entities.n = sources.entity
    LEFT JOIN names ON names.key = entities.name;

CREATE VIEW v_terms AS
    -- Who calls whom what: `voice` is the quote in whose words, null for the narrator's; `speaker` its speaker.
    SELECT articles.id, terms.article, terms.n AS entity, articles.publisher, articles.published, names.name,
        terms.start, terms.start + terms.length AS end,
        substr(articles.text, terms.start + 1, terms.length) AS term, terms.voice, terms.retells,
        speakers.name AS speaker, rules.rule, rules.confidence
    FROM (
        SELECT entities.article, entities.n, entities.name,
            sum(first.value) OVER (PARTITION BY entities.article, entities.n ORDER BY first.key) AS start,
            json_extract(entities.terms, '$[' || (first.key + 1) || ']') AS length,
            nullif(json_extract(entities.terms, '$[' || (first.key + 2) || ']') - 1, -1) AS voice,
            nullif(json_extract(entities.terms, '$[' || (first.key + 3) || ']') - 1, -1) AS retells,
            json_extract(entities.terms, '$[' || (first.key + 4) || ']') AS rule
        FROM entities, json_each(entities.terms) AS first
        WHERE first.key % 5 = 0
    ) AS terms
    JOIN articles ON articles.key = terms.article
    JOIN names ON names.key = terms.name
    JOIN rules ON rules.key = terms.rule
    LEFT JOIN quotes ON quotes.article = terms.article AND quotes.n = terms.voice
    LEFT JOIN entities AS voices ON voices.article = terms.article AND voices.n = quotes.speaker
    LEFT JOIN names AS speakers ON speakers.key = voices.name;

CREATE VIEW v_events AS
    -- Events in words.
    SELECT articles.id, events.n, articles.publisher, articles.published, events.type, events.modality,
        substr(articles.text, events.start + 1, events.end - events.start) AS words,
        (SELECT group_concat(names.name, '، ') FROM json_each(events.actors) AS one
            JOIN entities ON entities.article = events.article AND entities.n = one.value
            JOIN names ON names.key = entities.name) AS actors,
        (SELECT group_concat(names.name, '، ') FROM json_each(events.recipients) AS one
            JOIN entities ON entities.article = events.article AND entities.n = one.value
            JOIN names ON names.key = entities.name) AS recipients,
        dates.value AS date, events.voice IS NOT NULL AS quoted, rules.rule, rules.confidence
    FROM events
    JOIN articles ON articles.key = events.article
    JOIN rules ON rules.key = events.rule
    LEFT JOIN dates ON dates.article = events.article AND dates.n = events.date;

CREATE VIEW v_mentions AS
    -- One row a place that speaks of an entity.
    SELECT articles.id, entities.n AS entity, names.name, place.start, place.start + place.length AS end,
        CASE place.kind WHEN 0 THEN 'name' WHEN 1 THEN 'title' ELSE 'pronoun' END AS kind,
        substr(articles.text, place.start + 1, place.length) AS words
    FROM entities
    JOIN articles ON articles.key = entities.article
    JOIN names ON names.key = entities.name
    JOIN (
        SELECT entities.article, entities.n, first.key / 3 AS place,
            sum(first.value) OVER (PARTITION BY entities.article, entities.n ORDER BY first.key) AS start,
            json_extract(entities.mentions, '$[' || (first.key + 1) || ']') AS length,
            json_extract(entities.mentions, '$[' || (first.key + 2) || ']') AS kind
        FROM entities, json_each(entities.mentions) AS first
        WHERE first.key % 3 = 0
    ) AS place ON place.article = entities.article AND place.n = entities.n;

CREATE VIEW v_sentences AS
    -- One row a sentence.
    SELECT articles.id, first.key / 2 AS n,
        sum(first.value) OVER (PARTITION BY articles.key ORDER BY first.key) AS start,
        json_extract(articles.sentences, '$[' || (first.key + 1) || ']') AS length
    FROM articles, json_each(articles.sentences) AS first
    WHERE first.key % 2 = 0;

CREATE VIEW v_chain AS
    -- The way to each speaker, link by link.
    SELECT articles.id, quotes.n AS quote, first.key / 3 AS n, rules.rule,
        substr(articles.text, json_extract(quotes.chain, '$[' || (first.key + 1) || ']') + 1,
            json_extract(quotes.chain, '$[' || (first.key + 2) || ']')) AS words
    FROM quotes, json_each(quotes.chain) AS first
    JOIN articles ON articles.key = quotes.article
    JOIN rules ON rules.key = first.value
    WHERE first.key % 3 = 0;

CREATE VIEW v_repairs AS
    -- The edits, those alike together: how many, and where the first of them stands.
    SELECT articles.id, repairs.n, old, new, rules.rule, rules.confidence,
        CASE WHEN places IS NULL
            THEN (length(articles.text) - length(replace(articles.text, old, ''))) / length(old)
            ELSE json_array_length(places) END AS times,
        CASE WHEN places IS NULL THEN instr(articles.text, old) - 1 ELSE json_extract(places, '$[0]') END AS first
    FROM repairs
    JOIN articles ON articles.key = repairs.article
    JOIN rules ON rules.key = repairs.rule;
"""

RELATIONS = """
CREATE TABLE reprints (
    -- Articles that are another one copied, cut or with words exchanged. Made by ravi link.
    older INTEGER NOT NULL REFERENCES articles,
    newer INTEGER NOT NULL REFERENCES articles,
    shared REAL NOT NULL, -- the share of the shorter one's words that the other has too
    PRIMARY KEY (newer, older)
) WITHOUT ROWID;

CREATE TABLE stories (
    -- Articles about one happening. Made by ravi link.
    article INTEGER PRIMARY KEY REFERENCES articles,
    story INTEGER NOT NULL -- the key of the story's first article
);
CREATE INDEX stories_story ON stories (story);

CREATE TABLE tellings (
    -- Each telling of a quotation that several articles have. Made by ravi link.
    article INTEGER NOT NULL REFERENCES articles,
    quote INTEGER NOT NULL,
    first_article INTEGER NOT NULL, -- the earliest telling; the same as article and quote where this is it
    first_quote INTEGER NOT NULL,
    relation TEXT NOT NULL, -- first, same, trimmed, extended, changed or contradicted
    speaker TEXT NOT NULL, -- same, other or unknown: against the earliest telling
    PRIMARY KEY (article, quote)
) WITHOUT ROWID;
CREATE INDEX tellings_first ON tellings (first_article, first_quote);

CREATE TABLE people (
    -- The places that speak of one person. Made by ravi link.
    article INTEGER NOT NULL REFERENCES articles,
    entity INTEGER NOT NULL,
    person TEXT NOT NULL, -- article id and entity of the first place
    name TEXT NOT NULL, -- the fullest name that any article gives
    joined_article INTEGER, -- the place that this one was joined with
    joined_entity INTEGER,
    reason TEXT, -- why: by_hand, name_and_office, name_and_story, name_and_day, full_name; null for the first
    PRIMARY KEY (article, entity)
) WITHOUT ROWID;
CREATE INDEX people_person ON people (person);

CREATE TABLE people_by_hand (
    -- What a person has said of two places: they are one person, or they are not. Never changed by ravi link.
    one_id TEXT NOT NULL, -- an article's id
    one_name TEXT NOT NULL, -- the entity's name there, folded
    other_id TEXT NOT NULL,
    other_name TEXT NOT NULL,
    together INTEGER NOT NULL, -- 1: one person; 0: two
    PRIMARY KEY (one_id, one_name, other_id, other_name)
) WITHOUT ROWID;

CREATE TABLE namings (
    -- By which terms each outlet calls each actor, in its own voice and in quotations. Made by ravi link.
    folded TEXT NOT NULL, -- the actor's name, folded
    term TEXT NOT NULL,
    outlet TEXT NOT NULL, -- as published; empty where none is known
    actor TEXT NOT NULL, -- the name as written
    narrator INTEGER NOT NULL, -- how often the narrator says so
    quoted INTEGER NOT NULL, -- how often a quotation does
    PRIMARY KEY (folded, term, outlet)
) WITHOUT ROWID;

CREATE TABLE linked (
    -- For which articles the tables made by ravi link were made.
    only INTEGER PRIMARY KEY CHECK (only = 1),
    state TEXT NOT NULL -- of the articles: their number, the greatest key, a sum over keys and makers
);
"""


SEARCH = """
CREATE TABLE spellings (
    -- The words that articles write with half-spaces: all spellings of one are found by any.
    joined TEXT NOT NULL, -- without its half-spaces
    spaced TEXT NOT NULL, -- with spaces for them
    PRIMARY KEY (joined, spaced)
) WITHOUT ROWID;

-- The words of the articles, folded (docs/store.md), by the key of the article; the texts themselves are not in it.
CREATE VIRTUAL TABLE search USING fts5 (
    words, -- of the repaired text, half-spaces as spaces; a word that somebody is quoted with has a « before it
    joined, -- the words with half-spaces, once each, with these removed
    speakers, -- the names of those who are quoted
    offices, -- their offices
    sources, -- the names of those on whose word the article stands
    outlet, -- the publisher
    facts, -- day, month, year (d20161218 m201612 y2016, or undated), form… of the quotes, event… of the types
    content = '', tokenize = 'ascii'
);
"""


CORRECTIONS = """
CREATE TABLE corrections (
    -- What a person has said against the reading of an article. It holds whenever the article is read out, whatever
    -- version has read it; the tables of the layers keep what was read.
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL, -- the article's id; the correction stays where the article is removed or read again
    layer TEXT NOT NULL, -- quotes, dates or entities
    start INTEGER NOT NULL, -- where it was in the text as published
    end INTEGER NOT NULL,
    words TEXT NOT NULL, -- the words there, by which the place is found again
    change TEXT NOT NULL -- JSON: the fields that are otherwise; {"wrong": …}: there is nothing of the layer
);
CREATE INDEX corrections_id ON corrections (id);
"""

PLACES = """
DROP TABLE search;

-- The words of the articles, folded (docs/store.md), by the place of the article; the texts themselves are not in it.
CREATE VIRTUAL TABLE search USING fts5 (
    words, -- of the repaired text, half-spaces as spaces; a word that somebody is quoted with has a « before it
    joined, -- the words with half-spaces, once each, with these removed
    speakers, -- the names of those who are quoted
    offices, -- their offices
    sources, -- the names of those on whose word the article stands
    outlet, -- the publisher
    facts, -- form… of the quotes, event… of the types
    content = '', tokenize = 'ascii'
);

CREATE TABLE places (
    -- Where each article stands in the index: the later the day, the greater the place, so that the newest come first.
    place INTEGER PRIMARY KEY, -- the rowid in search
    article INTEGER NOT NULL UNIQUE REFERENCES articles (key)
);

CREATE TABLE folding (
    -- How the words of the index were folded; a later version builds it again.
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL
);
"""


VECTORS = """
CREATE TABLE vectors (
    -- What each article is about, for a search by meaning. Made by ravi vectors.
    article INTEGER PRIMARY KEY REFERENCES articles (key),
    vector BLOB NOT NULL -- 384 whole numbers of 8 bits, from -127 to 127, all on one scale
);
"""

WAYS = """
CREATE TABLE ways (
    -- How a place speaks of an entity: by which kind of words and, where they are a term, in whose voice.
    key INTEGER PRIMARY KEY, -- the third number of each place in entities.mentions
    kind TEXT NOT NULL, -- name, title or pronoun
    voice INTEGER, -- the quote in whose words; null: the narrator's
    retells INTEGER, -- the quote that the narrator retells
    rule INTEGER REFERENCES rules (key), -- null where the words are no term
    UNIQUE (kind, voice, retells, rule)
);
INSERT INTO ways (key, kind) VALUES (0, 'name'), (1, 'title'), (2, 'pronoun');

DROP VIEW v_terms;
DROP VIEW v_mentions;

CREATE VIEW v_mentions AS
    -- One row a place that speaks of an entity.
    SELECT articles.id, entities.n AS entity, names.name, place.start, place.start + place.length AS end, ways.kind,
        substr(articles.text, place.start + 1, place.length) AS words
    FROM entities
    JOIN articles ON articles.key = entities.article
    JOIN names ON names.key = entities.name
    JOIN (
        SELECT entities.article, entities.n, first.key / 3 AS place,
            sum(first.value) OVER (PARTITION BY entities.article, entities.n ORDER BY first.key) AS start,
            json_extract(entities.mentions, '$[' || (first.key + 1) || ']') AS length,
            json_extract(entities.mentions, '$[' || (first.key + 2) || ']') AS way
        FROM entities, json_each(entities.mentions) AS first
        WHERE first.key % 3 = 0
    ) AS place ON place.article = entities.article AND place.n = entities.n
    JOIN ways ON ways.key = place.way;

CREATE VIEW v_terms AS
    -- Who calls whom what: `voice` is the quote in whose words, null for the narrator's; `speaker` its speaker.
    SELECT articles.id, terms.article, terms.n AS entity, articles.publisher, articles.published, names.name,
        terms.start, terms.start + terms.length AS end,
        substr(articles.text, terms.start + 1, terms.length) AS term, terms.voice, terms.retells,
        speakers.name AS speaker, rules.rule, rules.confidence
    FROM (
        SELECT place.article, place.n, place.name, place.start, place.length, ways.voice, ways.retells, ways.rule
        FROM (
            SELECT entities.article, entities.n, entities.name,
                sum(first.value) OVER (PARTITION BY entities.article, entities.n ORDER BY first.key) AS start,
                json_extract(entities.mentions, '$[' || (first.key + 1) || ']') AS length,
                json_extract(entities.mentions, '$[' || (first.key + 2) || ']') AS way
            FROM entities, json_each(entities.mentions) AS first
            WHERE first.key % 3 = 0
        ) AS place
        JOIN ways ON ways.key = place.way
        WHERE ways.rule IS NOT NULL
        UNION ALL
        SELECT entities.article, entities.n, entities.name,
            sum(first.value) OVER (PARTITION BY entities.article, entities.n ORDER BY first.key) AS start,
            json_extract(entities.terms, '$[' || (first.key + 1) || ']') AS length,
            nullif(json_extract(entities.terms, '$[' || (first.key + 2) || ']') - 1, -1) AS voice,
            nullif(json_extract(entities.terms, '$[' || (first.key + 3) || ']') - 1, -1) AS retells,
            json_extract(entities.terms, '$[' || (first.key + 4) || ']') AS rule
        FROM entities, json_each(entities.terms) AS first
        WHERE first.key % 5 = 0
    ) AS terms
    JOIN articles ON articles.key = terms.article
    JOIN names ON names.key = terms.name
    JOIN rules ON rules.key = terms.rule
    LEFT JOIN quotes ON quotes.article = terms.article AND quotes.n = terms.voice
    LEFT JOIN entities AS voices ON voices.article = terms.article AND voices.n = quotes.speaker
    LEFT JOIN names AS speakers ON speakers.key = voices.name;
"""


SAID = """
DROP TABLE search;
DELETE FROM folding;

-- The words of the articles, folded (docs/store.md), by the place of the article; the texts themselves are not in it.
CREATE VIRTUAL TABLE search USING fts5 (
    words, -- of the repaired text, half-spaces as spaces
    joined, -- the words with half-spaces, once each, with these removed
    speakers, -- the names of those who are quoted
    offices, -- their offices
    sources, -- the names of those on whose word the article stands
    outlet, -- the publisher
    facts, -- form… of the quotes, event… of the types
    content = '', tokenize = 'ascii'
);

-- The words of each quotation, folded as in search, by 16 times the place of the article; only in which they are.
CREATE VIRTUAL TABLE said USING fts5 (
    words, -- of a quotation, with « those of its speaker's name, with » of the office, with • the form before them
    content = '', tokenize = 'ascii', detail = 'none', columnsize = 0
);
"""


class Migration(NamedTuple):
    """One step from a version of the store to the next: statements, then what only Python can do."""

    sql: str
    then: Callable[[Connection], None] | None = None


MIGRATIONS: tuple[Migration, ...] = (
    Migration(RECORDS + SEARCH),
    Migration(RELATIONS),
    Migration(CORRECTIONS),
    Migration(PLACES, name_columns),  # the index itself is then built as where the fold has changed
    Migration(VECTORS),
    Migration(WAYS, tell_of_ways),  # what was written before is read as it was
    Migration(SAID),  # the index is built again
    Migration(FIGURES, count_anew),
    Migration(PERSONS, count_all),
)
"""Number n brings a store to version n, counted from 1. Add to the end; never change one that was released."""
