"""What the real API leaves undocumented and a client must therefore bear in either form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quirks:
    """One guess at each open question; a test turns them round.

    Fields:
        index_base: what the indexes of a 422 count from, 0 or 1.
        first_reason_only: a lead that several reasons keep out stands in the first list only, in the order of
            the documented answer, instead of in all of them.
        total_counts_duplicates: whether `total` includes the second mention of a person in one request.
        gives_dynamic_fields: whether GET /sequences has `dynamic_fields_used`.
        page_size: the most items of a page, whatever `page[size]` asks for.
    """

    index_base: int = 0
    first_reason_only: bool = False
    total_counts_duplicates: bool = True
    gives_dynamic_fields: bool = True
    page_size: int = 20
