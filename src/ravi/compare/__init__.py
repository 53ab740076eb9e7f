"""Compare: what records say beside each other.

`reprints`: articles copied or cut from one another; `stories`: articles about one happening; `quotations`: one
quotation in several articles, aligned word by word; `people`: one person in several articles; `outlets`: who names whom
as source, and who calls whom what. All are functions over records; none keeps anything.
"""
