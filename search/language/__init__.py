"""What words mean here: parts of compounds, synonyms, abbreviations, words of other languages, typing mistakes. Knows no engine.

nouns        is this a German word? (a list of 183,000 nouns on disk, mapped into memory)
compounds    Blockflötenunterricht → block, flöte, unterricht
thesaurus    kreş → Kita → Kindergarten; the shipped lists in `data/`, the vocabularies' synonyms and the office's own list
spelling     Klafier → Klavier
"""
