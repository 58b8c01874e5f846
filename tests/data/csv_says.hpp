#pragma once
/// A predicate on the facts of a csv_error, all of which must also stand in its message.

#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>

#include <sinew/data/csv_lines.hpp>

inline auto says(std::size_t line, std::size_t column, const std::string& found, const std::string& expected,
                 const std::string& column_name = "") {
  return [=](const sinew::csv_error& e) {
    const std::string text = e.what();
    const bool facts = e.line == line && e.column == column && e.found == found && e.expected == expected &&
                       (column_name.empty() || e.column_name == column_name);
    if (!facts) BOOST_TEST_MESSAGE(text);
    return facts && text.find(e.file) == 0 && text.find(found) != text.npos && text.find(expected) != text.npos &&
           (line == 0 || text.find("line " + std::to_string(line)) != text.npos) &&
           (column == 0 || text.find("column " + std::to_string(column)) != text.npos) &&
           (e.column_name.empty() || text.find(" (\"" + e.column_name + "\")") != text.npos);
  };
}
