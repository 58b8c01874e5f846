#!/usr/bin/python3
"""CSV texts and what Python's csv module reads of them; a table with its means and one-hot columns.

    python3 tests/reference/csv_texts.py > tests/reference/csv_texts.hpp
"""
import csv
import io
import random
import statistics
import sys

random.seed(1)


def literal(text):
    """A string literal of C++, with octal escapes, which end after three digits."""
    return '"' + ''.join(c if (c.isascii() and c.isalnum()) or c in ' ,;|.-' else f'\\{ord(c):03o}' for c in text) + '"'


def read(text, delimiter):
    """The fields of the lines that are not empty; None if the text is refused."""
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return None


def case(text, delimiter):
    rows = read(text, delimiter)
    joined = '' if rows is None else ''.join(''.join(field + '\x1f' for field in row) + '\x1e' for row in rows)
    print(f'  {{{literal(text)}, \'{delimiter}\', {"true" if rows is not None else "false"}, {literal(joined)}}},')


print(f'''#pragma once
/// Texts, and what Python's csv module reads of them (strict, lines without fields left out); a table with its means and
/// one-hot columns.
/// Made by tests/reference/csv_texts.py with Python {sys.version.split()[0]}. Do not edit:
///     python3 tests/reference/csv_texts.py > tests/reference/csv_texts.hpp

#include <array>

namespace reference::csv_texts {{

/// A text, its separator, whether it is read, and then its fields, each followed by 0x1f, each line by 0x1e.
struct example {{ const char* text; char separator; bool valid; const char* fields; }};
inline constexpr example examples[] = {{''')
for text in ('a,"b ""c"", d"\r\n1,"2\r\n3"\r\n', '"",""\n,\n', 'a\rb\r\rc', 'a"b,c""d\n', '"a"b\n', '"a\nb', '"""",""""""\n', 'a,"b\rc"\rd,e\r'):
    case(text, ',')
for _ in range(400):
    case(''.join(random.choice(('a', '1', ',', ',', '"', '"', '\n', '\r', '\r\n')) for _ in range(random.randint(1, 16))), ',')
for _ in range(60):
    to = io.StringIO(newline='')
    delimiter = random.choice(',;|')
    writer = csv.writer(to, delimiter=delimiter, lineterminator=random.choice(('\n', '\r\n', '\r')),
                        quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    for _ in range(random.randint(1, 3)):
        writer.writerow(''.join(random.choice('ab",;|\n\r') for _ in range(random.randint(0, 5))) for _ in range(random.randint(2, 4)))
    case(to.getvalue(), delimiter)
print('''};
''')

towns, rows = ['Bonn', 'Köln', 'St. "Ives", Cornwall'], []
for i in range(40):
    rows.append([random.choice(('', 'NA', f'{random.uniform(-5, 5):.3f}')) if i else '1.5', random.choice(towns), str(random.randint(-9, 9))])
to = io.StringIO(newline='')
csv.writer(to).writerows([['height', 'town', 'year']] + rows)
mean = statistics.fmean(float(row[0]) for row in rows if row[0] not in ('', 'NA'))
levels = list(dict.fromkeys(row[1] for row in rows))
print(f'''/// Columns height (with missing values), town and year.
inline constexpr char table[] = {literal(to.getvalue().encode('utf-8').decode('latin-1'))};
inline constexpr double mean_height = {mean!r};
/// Height with its mean in place of missing values, a column for each town in order of appearance, year.
inline constexpr std::array<double, 5> encoded[] = {{''')
for height, town, year in rows:
    values = [mean if height in ('', 'NA') else float(height)] + [float(town == level) for level in levels] + [float(year)]
    print('  {' + ', '.join(map(repr, values)) + '},')
print('''};

}  // namespace reference::csv_texts''')
