"""Records in the forms that leave Ravi: its own JSON (docs/record.md), and what other tools read (docs/export.md)."""

from ravi.export.plain import SCHEMA, to_dict, to_json_line

__all__ = ["SCHEMA", "to_dict", "to_json_line"]
