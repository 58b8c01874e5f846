#include "ratio.hpp"

#include "../ratio.hpp"

namespace importer {

std::string ratio_of(const Node& node, double number, const std::string& name) {
  std::string text = importer::ratio_text(static_cast<float>(number));
  if (text.empty())
    node.refuse(name + " is " + std::to_string(number) + ", which is no fraction of two numbers of 53 bits");
  return text;
}

}  // namespace importer
