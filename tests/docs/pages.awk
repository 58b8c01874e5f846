# awk -v source=FOLDER -v root=PATH -f pages.awk PAGE.md: the page as Doxygen is to read it. Line numbers stay.
#   - Links to files that are no pages, and pictures, are relative to the page; PATH leads from the HTML to FOLDER.
#   - Headings get the anchors that Markdown viewers make of their text; links to anchors get the same names.
BEGIN { sub(/\/$/, "", root) }
FNR == 1 {
  folder = substr(FILENAME, length(source) + 2)
  if (!sub(/\/[^\/]*$/, "", folder)) folder = "."
}
function anchor(page, heading) {
  heading = tolower(heading)
  gsub(/[^a-z0-9 _-]/, "", heading)
  gsub(/ /, "-", heading)
  page = tolower(page)
  gsub(/[^a-z0-9]/, "_", page)
  return "at-" page "-" heading
}
# Removes `.` and `folder/..` from a path.
function clean(path) {
  gsub(/\/\.\//, "/", path)
  sub(/^\.\//, "", path)
  while (path ~ /(^|\/)[^\/.][^\/]*\/\.\.(\/|$)/) sub(/[^\/.][^\/]*\/\.\.(\/|$)/, "", path)
  return path
}
function target(to,    hash, page) {
  if (to ~ /^[a-z]+:/) return to
  hash = index(to, "#")
  if (hash == 1) return "#" anchor(folder, substr(to, 2))
  if (hash > 1) {
    page = clean(folder "/" substr(to, 1, hash - 1))
    if (!sub(/\/[^\/]*$/, "", page)) page = "."
    return "#" anchor(page, substr(to, hash + 1))
  }
  return to ~ /\.md$/ ? to : root "/" clean(folder "/" to)
}
/^ *```/ { in_code = !in_code }
in_code || /^ *```/ { print; next }
/^##+ / {
  heading = $0
  sub(/^#+ /, "", heading)
  name = anchor(folder, heading)
  print $0 " {#" name (name in count ? "-" count[name] : "") "}"
  ++count[name]
  next
}
{
  rest = $0
  line = ""
  while (match(rest, /\]\([^) ]+\)/)) {
    line = line substr(rest, 1, RSTART + 1) target(substr(rest, RSTART + 2, RLENGTH - 3)) ")"
    rest = substr(rest, RSTART + RLENGTH)
  }
  print line rest
}
