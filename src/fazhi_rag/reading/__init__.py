"""From a file to a `Document`: decoding, cleaning with an offset map, structure, identity, topics."""

from fazhi_rag.reading.archives import Member, archive_members, is_archive
from fazhi_rag.reading.document import document_from_text, read_document, read_document_bytes
from fazhi_rag.reading.files import decode_file
from fazhi_rag.reading.formats import DATA_SUFFIXES, SUPPORTED_SUFFIXES
from fazhi_rag.reading.sections import ITEM_LEVEL
from fazhi_rag.reading.tables import read_table
from fazhi_rag.reading.topics import Topic, TopicMatch, find_topic, load_topics, match_topics

__all__ = [
    "DATA_SUFFIXES",
    "ITEM_LEVEL",
    "SUPPORTED_SUFFIXES",
    "Member",
    "Topic",
    "TopicMatch",
    "archive_members",
    "decode_file",
    "document_from_text",
    "find_topic",
    "is_archive",
    "load_topics",
    "match_topics",
    "read_document",
    "read_document_bytes",
    "read_table",
]
