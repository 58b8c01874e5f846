# awk -f comments.awk HEADER: the header as Doxygen is to read it. Comments of headers are plain text; line numbers stay.
#   - `<`, `#`, `@` and `\` of a comment are characters, not commands; the command \file is kept.
#   - Indented lines are verbatim: tables and code keep their columns.
#   - A line that begins with a keyword (Shapes:, Cost:, …) begins a paragraph.
#   - A declaration after `// Misuse: …`, `// Catches arguments …` or `// Overload for arguments …` only serves an
#     error. It is left out, and so are those after it up to an empty line.
#   - A member that its concept documents (activation/concept.hpp, layer/traits.hpp, …) needs no comment in every class:
#     it gets the concept's sentence.

BEGIN {
  keyword = "(Shapes|Parameters|Options|Forward|Backward|Init|Cost|Keeps|Errors|Misuse|Precondition|Sources?|PyTorch" \
            "|ONNX|Formula|Example)"
  variable_type = "(static |constexpr |double |float |bool |std::|[A-Z][A-Za-z]*(<[^(){}]*>)? |int |unsigned )"

  page["activation"] = "activation/concept.hpp"
  of["activation", "value"] = "y = value(z), of a scalar or a pack."
  of["activation", "derivative"] = "The derivative at the input z."
  of["activation", "derivative_at_output"] = "The derivative, from the output y."
  of["activation", "forward"] = "Applies the activation to the features of a sample."
  of["activation", "backward"] = "The gradient at the input, from the outputs and the gradient there."
  of["activation", "initializer"] = "The default initializer of a layer with this activation."
  of["activation", "decision"] = "The threshold of a single output between classes 0 and 1."
  of["activation", "class_0"] = "The target of a single output for class 0."
  of["activation", "no_gradient"] = "Why it cannot be trained by gradient."
  of["activation", "fault"] = "The mistake in its template arguments, or nothing."
  of["activation", "normalizes_outputs"] = "The outputs of a sample are normalized together."
  of["activation", "non_decreasing"] = "max A(z) = A(max z), so that a pooling may come first."
  of["activation", "transcendental"] = "Kernels apply it in a loop of its own."
  of["activation", "onnx"] = "Adds its nodes to an ONNX model; see io/onnx_graph.hpp."

  page["initializer"] = "initializer/concept.hpp"
  of["initializer", "fill"] = "Draws the weights of a layer."
  of["initializer", "fill_bias"] = "Sets the biases of a layer."
  of["initializer", "by_extents"] = "Both are given the extents of the weights as a matrix."
  of["initializer", "keeps_pytorchs"] = "Layers that begin as in PyTorch by themselves do so."
  of["initializer", "fault"] = "The mistake in its template arguments, or nothing."

  page["layer"] = "layer/traits.hpp"
  of["layer", "input"] = "The shape of the input."
  of["layer", "output"] = "The shape of the output."
  of["layer", "parameters"] = "The layer's scalars among the net's parameters."
  of["layer", "parameter_count"] = "Parameters without padding."
  of["layer", "multiply_adds"] = "Multiply-adds of one sample's forward pass."
  of["layer", "buffers"] = "Scalars that no gradient reaches."
  of["layer", "tensors"] = "Names the parameters and buffers as PyTorch does; see layer/tensors.hpp."
  of["layer", "onnx"] = "Adds the layer's nodes to an ONNX model; see io/onnx_graph.hpp."
  of["layer", "modules"] = "How many modules of torch.nn.Sequential the layer is."
  of["layer", "random"] = "Training draws from the caller's engine."
  of["layer", "samplewise"] = "Each sample is computed without the others."
  of["layer", "no_single_sample"] = "The mistake in training by a single sample, if any."
  of["layer", "state_values"] = "The number of scalars that a stream keeps."
  of["layer", "gradients_once"] = "Gives each parameter's gradient once, complete."
  of["layer", "writes_unwanted_dx"] = "Writes dx although the pass does not want it."
  of["layer", "view"] = "The layer only renames the shape."
  of["layer", "cost"] = "Vector operations in the layout of Run."
  of["layer", "scratch"] = "Scalars that a pass uses while it runs."
  of["layer", "cache"] = "What forward keeps for backward."
  of["layer", "state"] = "What a stream keeps from step to step."
  of["layer", "activation"] = "The activation that computes y, or nothing."
  of["layer", "fault"] = "The mistake in the layer's arguments, or nothing."
  of["layer", "no_gradient"] = "Why it cannot be trained by gradient, or nothing."
  of["layer", "forward"] = "The forward pass."
  of["layer", "backward"] = "The backward pass."
  of["layer", "as_dense_entry"] = "The passes as a table entry."
  of["layer", "initialize"] = "Sets the initial parameters."
  of["layer", "initialize_by"] = "The same by the scheme of a whole net."
  of["layer", "initialize_buffers"] = "Sets the initial values of the buffers."
  of["layer", "weight_index"] = "The index of a weight among the parameters."
  of["layer", "bias_index"] = "The index of a bias among the parameters."
  of["layer", "fusible"] = "The layer may be fused with the next one."
  of["layer", "fused_with"] = "The layer that computes this one and Next."
  of["layer", "maximum_of"] = "The side of the windows whose maxima it puts out."
  of["layer", "on"] = "The layer bound to the shape that reaches it, or a mistake."
  of["layer", "bound"] = "The layer bound to the shape that reaches it."
  of["layer", "bind"] = "Finds the bound layer, or the mistake."
  of["layer", "infer_on"] = "The layers bound to the shape that reaches them, or a mistake."

  page["loss"] = "loss/concept.hpp"
  of["loss", "value"] = "The loss of an output y with target t."
  of["loss", "derivative"] = "The derivative of value by y."
  of["loss", "sample"] = "The loss of a sample; writes its gradient."
  of["loss", "batch"] = "The same for several samples."
  of["loss", "needs"] = "The activation that the net must end with."
  of["loss", "from_logits"] = "The gradient is that at the input of the activation."
  of["loss", "classifies"] = "Targets are classes."
  of["loss", "normalizes_outputs"] = "All outputs together are one distribution."
  of["loss", "linear_in_targets"] = "A multiple of the targets multiplies the loss."
  of["loss", "sums_outputs"] = "Outputs are summed, not averaged."

  page["optimizer"] = "optimizer/concept.hpp"
  of["optimizer", "rate"] = "The learning rate."
  of["optimizer", "momentum"] = "The part of the remembered step that stays at each step."
  of["optimizer", "alpha"] = "The part of the mean square that stays at each step."
  of["optimizer", "beta1"] = "The part of the mean gradient that stays at each step."
  of["optimizer", "beta2"] = "The part of the mean square that stays at each step."
  of["optimizer", "epsilon"] = "Added to the divisor of a step."
  of["optimizer", "weight_decay"] = "The pull of parameters towards 0; 0: none."
  of["optimizer", "slot_count"] = "Values remembered per parameter."
  of["optimizer", "slot_names"] = "What files call these values, as PyTorch does."
  of["optimizer", "hyper_parameters"] = "Names the hyper-parameters that a checkpoint keeps."
  of["optimizer", "at"] = "The formula at step 1, 2, …"
  of["optimizer", "update"] = "Changes one tensor of parameters."
  of["optimizer", "sink"] = "The step as a gradient sink."
}

FNR == 1 {
  n = split(FILENAME, parts, "/")
  folder = parts[n - 1] == "compose" ? "layer" : parts[n - 1]
}

# Characters of a comment, without the `code` in it, for which Markdown has its own rule.
function plain(text,    pieces, count, i, result) {
  count = split(text, pieces, "`")
  result = ""
  for (i = 1; i <= count; ++i) {
    if (!(in_code + i % 2 == 1 || in_code + i % 2 == 3)) result = result pieces[i]
    else {
      gsub(/[\\<#@]/, "\\\\&", pieces[i])
      result = result pieces[i]
    }
    if (i < count) result = result "`"
  }
  return result
}
function put(line) {
  if (holds) print held
  held = line
  holds = 1
}
function end_verbatim() {
  if (verbatim) held = held "</pre>"
  verbatim = 0
}
# The name that a line declares, if it may be the member of a concept.
function declared(line) {
  sub(/^ *\[\[[a-z:_, ]*\]\] /, " ", line)
  if (line !~ /^ +(template <|using |static |constexpr |double |struct )/) return ""
  while (sub(/^ *template <[^<>]*(<[^<>]*>[^<>]*)*> */, "", line)) ;
  sub(/[=({;].*$/, "", line)
  sub(/ +$/, "", line)
  sub(/^.*[ &*>]/, "", line)
  return line
}
# The position of the next comma of a declaration outside of all brackets; 0: there is none.
function next_comma(line,    i, c, depth) {
  for (i = 1; i <= length(line); ++i) {
    c = substr(line, i, 1)
    if (c ~ /[<({[]/) ++depth
    else if (c ~ /[]})>]/) --depth
    else if (c == "," && depth == 0) return i
  }
  return 0
}
function sentence(name) {
  return ((folder, name) in of) ? of[folder, name] " See " page[folder] "." : ""
}
# A declaration of several variables as one for each, so that all of them get the comment `text`, or their concept's.
function each_variable(line, text,    comma, type, result, one, about) {
  if (line !~ "^ +" variable_type "([^(]*=.*|[^()]*);$") return ""
  comma = next_comma(line)
  if (comma == 0) return ""
  type = substr(line, 1, comma - 1)
  sub(/ *[={].*$/, "", type)
  sub(/ [^ ]+$/, "", type)
  sub(/;$/, "", line)
  result = ""
  for (one = substr(line, length(type) + 1); one != ""; one = rest) {
    comma = next_comma(one)
    rest = comma > 0 ? substr(one, comma + 1) : ""
    if (comma > 0) one = substr(one, 1, comma - 1)
    about = text != "" ? text : sentence(declared(type one))
    result = result (about != "" ? "/** " about " */" : "") type one ";"
  }
  return result
}

# A declaration of variables that goes on in the next line.
/^ +(static constexpr std::size_t|std::size_t) [^()]* = .*,$/ { unfinished = $0; put(""); next }
unfinished != "" { sub(/^ +/, " "); $0 = unfinished $0; unfinished = "" }

# Declarations that are left out; the brace that closes their scope is kept.
/^ *\/\/ (Misuse|Catch(es)? arguments|Overloads? for arguments)/ { hidden = 1; depth = 0 }
hidden {
  end_verbatim()
  line = $0
  depth += gsub(/{/, "", line) - gsub(/}/, "", line)
  if ($0 == "" && depth <= 0) hidden = 0
  if (depth < 0) {
    hidden = 0
    put($0)
    next
  }
  put("")
  block = ""
  next
}
{
  at = index($0, "///")
  if (at == 1 || at > 1 && split(substr($0, 1, at - 1), quoted, "\"") % 2 == 1) {
    code = substr($0, 1, at - 1)
    mark = substr($0, at + 3, 1) == "<" ? "///<" : "///"
    raw = text = substr($0, at + length(mark))
    alone = code ~ /^ *$/
    if (alone && mark == "///" && text ~ /^   +[^ ]/) {
      text = plain(text)
      put(code mark (verbatim ? text : " <pre>" substr(text, 2)))  # Doxygen takes a space away from lines that follow
      verbatim = 1
    } else {
      end_verbatim()
      trimmed = code
      sub(/ +$/, "", trimmed)
      if (text ~ /^ \\file/) put($0)
      else if (!alone && (split_line = each_variable(trimmed, plain(text))) != "") put(split_line)
      else {
        text = plain(text)
        if (match(text, "^ " keyword ":")) text = " <p><b>" substr(text, 2, RLENGTH - 1) "</b>" substr(text, RLENGTH + 1)
        put(code mark text)
      }
    }
    block = alone && mark == "///" ? block plain(raw) : ""
    next
  }
  end_verbatim()
  # Doxygen takes explicit(false) for the name, and a name after `requires (…)` for a part of it.
  sub(/\) explicit\(false\) /, ") inline ")
  sub(/explicit\(false\) /, "")
  # `template <…>` and `requires …` before the name.
  if ($0 ~ /^ +template <.*>$/ || $0 ~ /^ +requires[ (].*[^{};]$/ && head != "") {
    head = head (head == "" ? "" : "\n") $0
    next
  }
  line = head == "" ? each_variable($0, block) : ""
  about = "/** " block " */"  # the first variable has it already
  if (block != "" && index(line, about) == 1) line = substr(line, length(about) + 1)
  # A struct of one line: its members get the first sentence of its comment.
  if (block != "" && match($0, /struct [A-Za-z_]+ \{ [^{}]*(\{\}[^{}]*)*; \};$/)) {
    at = RSTART + index(substr($0, RSTART), "{")
    members = substr($0, at, length($0) - at - 2)
    sub(/\. .*$/, ".", block)
    split_line = each_variable(members, block)
    if (split_line != "") line = substr($0, 1, at - 1) split_line " };"
  }
  if (line == "") {
    about = block == "" ? sentence(declared($0)) : ""
    line = (about == "" ? "" : "/** " about " */ ") head (head == "" ? "" : "\n") $0
  }
  put(line)
  head = block = ""
}
END { end_verbatim(); put("") }
