"""From a file to a `Document`: decoding, cleaning with an offset map, structure, identity, topics."""

from fazhi_rag.reading.archives import SEPARATOR as ARCHIVE_SEPARATOR
from fazhi_rag.reading.archives import Member, archive_members, is_archive
from fazhi_rag.reading.document import READER_VERSION, document_from_bytes, document_from_text, read_document
from fazhi_rag.reading.files import decode_file
from fazhi_rag.reading.formats import DATA_SUFFIXES, SUPPORTED_SUFFIXES
from fazhi_rag.reading.frontmatter import FrontMatter
from fazhi_rag.reading.gazetteer import Gazetteer, Township, configured_gazetteer, load_gazetteer
from fazhi_rag.reading.identity import prefer
from fazhi_rag.reading.parts import ITEM_LEVEL
from fazhi_rag.reading.suspicions import is_template
from fazhi_rag.reading.tables import read_table
from fazhi_rag.reading.topics import Topic, TopicMatch, find_topic, load_topics, match_topics

__all__ = [
    "ARCHIVE_SEPARATOR",
    "DATA_SUFFIXES",
    "ITEM_LEVEL",
    "READER_VERSION",
    "SUPPORTED_SUFFIXES",
    "FrontMatter",
    "Gazetteer",
    "Member",
    "Topic",
    "TopicMatch",
    "Township",
    "archive_members",
    "configured_gazetteer",
    "decode_file",
    "document_from_bytes",
    "document_from_text",
    "find_topic",
    "is_archive",
    "is_template",
    "load_gazetteer",
    "load_topics",
    "match_topics",
    "prefer",
    "read_document",
    "read_table",
]
