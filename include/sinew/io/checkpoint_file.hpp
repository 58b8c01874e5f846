#pragma once
/// \file
/// The file of a checkpoint: the parts are written to it, and compared with it and read.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/algorithm.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/sentence.hpp>
#include <sinew/net/tensors.hpp>
#include <sinew/io/atomic_file.hpp>
#include <sinew/io/checkpoint_differences.hpp>
#include <sinew/io/checkpoint_parts.hpp>
#include <sinew/io/narrow.hpp>
#include <sinew/io/safetensors_file.hpp>
#include <sinew/io/tensor_directory.hpp>
#include <sinew/io/weights_error.hpp>

namespace SINEW_NAMESPACE::_detail {

/// The bytes of a block in memory, unless the rows of a matrix need more.
inline constexpr std::size_t checkpoint_block = 1 << 16;

/// Exchanges the elements of a part with a file, block by block: transfer(bytes) writes or reads block[0 … bytes − 1],
/// and copy(element, place in the block) copies an element between memory and block.
template <bool Saves, class Transfer, class Copy>
void exchange(const CheckpointPart& part, std::vector<unsigned char>& block, Transfer transfer, Copy copy) {
  const std::size_t width = part.width(), size = part.size();
  const auto in_blocks = [&](auto each_position) {
    std::size_t used = 0, filled = 0, left = size * width;
    each_position([&](std::size_t at) {
      if (used == filled) {
        if constexpr (Saves)
          if (used > 0) transfer(used);
        filled = min_of(left, checkpoint_block);
        left -= filled;
        used = 0;
        if constexpr (!Saves) transfer(filled);
      }
      copy(at, block.data() + used);
      used += width;
    });
    if (Saves && used > 0) transfer(used);
  };
  if (part.order == nullptr)
    return in_blocks([&](auto f) {
      for (std::size_t i = 0; i < size; ++i) f(i);
    });
  // A matrix of the first extent by the others, whose rows mostly lie side by side in memory: several rows at once,
  // column by column, so that whole lines of the processor's cache are used.
  const TensorDescription& t = *part.order;
  const std::size_t rank = t.extents.size();
  bool matrix = rank > 1 && size > 0;
  for (std::size_t k = rank, step = rank > 0 ? t.strides[rank - 1] : 0; matrix && k-- > 1; step *= t.extents[k])
    matrix = t.strides[k] == step;
  const std::size_t rows = matrix ? t.extents[0] : 1, cols = size / rows;
  const std::size_t at_once = matrix ? min_of((std::size_t{1} << 20) / (cols * width), 32) : 0;
  if (at_once == 0) return in_blocks([&](auto f) { t.each_position(f); });
  for (std::size_t row = 0; row < rows; row += at_once) {
    const std::size_t n = min_of(at_once, rows - row), bytes = n * cols * width;
    if (block.size() < bytes) block.resize(bytes);
    if constexpr (!Saves) transfer(bytes);
    for (std::size_t c = 0; c < cols; ++c)
      for (std::size_t r = 0; r < n; ++r)
        copy(t.offset + (row + r) * t.strides[0] + c * t.strides[rank - 1], block.data() + (r * cols + c) * width);
    if constexpr (Saves) transfer(bytes);
  }
}
/// f(Word), an unsigned integer of as many bytes as an element.
template <class F> void with_word(std::size_t width, F f) {
  if (width == 8) f(std::uint64_t{});
  else if (width == 4) f(std::uint32_t{});
  else f(std::uint8_t{});
}

/// Writes the file, whose metadata `header` has already.
inline void save_parts(const std::string& path, SafetensorsHeader& header, const std::vector<CheckpointPart>& parts) {
  // So each tensor begins at a multiple of the width of its elements, as PyTorch's reader wants.
  std::vector<const CheckpointPart*> widest_first;
  for (const std::size_t width : {8u, 4u, 1u})
    for (const CheckpointPart& part : parts)
      if (part.width() == width) widest_first.push_back(&part);
  for (const CheckpointPart* const each : widest_first) {
    const CheckpointPart& part = *each;
    header.tensor(part.name, part.type, part.extents, std::uint64_t{part.size()} * part.width());
    if (part.finite && odd_numbers(part) > 0)
      fail(weights_error(path, name_text(part.name), "numbers that are not finite", "finite numbers to save"));
  }
  AtomicFile file(path);
  const auto write = [&](const void* bytes, std::size_t count) {
    if (!file.write(bytes, count)) fail(weights_error(path, {}, file.fault(), "a file that can be written"));
  };
  const std::string beginning = header.bytes();
  write(beginning.data(), beginning.size());
  std::vector<unsigned char> block(checkpoint_block);
  for (const CheckpointPart* const each : widest_first) {
    const CheckpointPart& part = *each;
    if (part.alike()) {
      write(part.bytes(), part.size() * part.width());
      continue;
    }
    with_word(part.width(), [&](auto word) {
      exchange<true>(
          part, block, [&](std::size_t bytes) { write(block.data(), bytes); },
          [&](std::size_t at, unsigned char* to) {
            __builtin_memcpy(&word, static_cast<const unsigned char*>(part.values) + at * sizeof word, sizeof word);
            _detail::to_little_endian(word, to);
          });
    });
  }
  if (!file.commit()) fail(weights_error(path, {}, file.fault(), "a file that can be written"));
}

/// Whether a checkpoint's tensor is one that only fit() reads.
inline bool is_of_fit(std::string_view name) noexcept { return name.starts_with("fit."); }

/// Compares the file with the parts, and reads them: numbers in any case, tensors if there is no difference so far.
/// `of_fit`: what only fit() reads is compared, too; `other_optimizer`: the file is of another one. `history` is the
/// part whose first extent is that of the file, and `rows` its numbers.
inline void load_parts(SafetensorsFile& file, std::vector<CheckpointPart>& parts, CheckpointDifferences& differences,
                       bool of_fit, bool other_optimizer, const CheckpointPart* history, std::vector<double>& rows) {
  std::vector<CheckpointPart*> by_name;
  for (CheckpointPart& part : parts) by_name.push_back(&part);
  std::sort(by_name.begin(), by_name.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  const auto find = [&](std::string_view name) -> CheckpointPart* {
    const auto at =
        std::lower_bound(by_name.begin(), by_name.end(), name, [](const auto* a, auto b) { return a->name < b; });
    return at != by_name.end() && (*at)->name == name ? *at : nullptr;
  };
  const SafetensorsDirectory& directory = file.tensors();
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < directory.size(); ++i) names.push_back(directory[i].name);
  std::sort(names.begin(), names.end());
  const auto has = [&](std::string_view name) { return std::binary_search(names.begin(), names.end(), name); };
  // What another optimizer has follows from its type, which is listed.
  const auto follows = [&](std::string_view name) { return other_optimizer && name.starts_with("optimizer."); };
  // Of a tensor that the net does not have, the copies are not listed.
  const auto is_a_copy = [&](std::string_view name) {
    for (const std::string_view prefix : {"best.", "last_good."})
      if (name.starts_with(prefix)) {
        const std::string of_net = "net." + std::string(name.substr(prefix.size()));
        return has(of_net) && find(of_net) == nullptr;
      }
    return false;
  };
  const auto fits = [&](const file_tensor& tensor, const CheckpointPart& part) {
    return tensor.type->name == part.type &&
           std::equal(tensor.extents().begin(), tensor.extents().end(), part.extents.begin(), part.extents.end());
  };
  const auto wanted = [&](const CheckpointPart& part) {
    const std::span<const std::size_t> extents(part.extents);
    return in_text(part.type) + " of " +
           (&part == history ? "epochs × " + _detail::digits(extents[1]) : _detail::shape_text(extents));
  };
  // A tensor of the net that differs does so in all its copies, which are then not listed.
  std::vector<const TensorDescription*> different;
  const auto differs = [&](const CheckpointPart& part, std::string found) {
    if (part.order != nullptr) {
      if (std::find(different.begin(), different.end(), part.order) != different.end()) return;
      different.push_back(part.order);
    }
    differences.add(name_text(part.name), (std::move)(found), wanted(part));
  };
  std::size_t met = 0;
  for (std::size_t i = 0; i < directory.size(); ++i) {
    const file_tensor tensor = directory[i];
    CheckpointPart* const part = find(tensor.name);
    if (part == nullptr) {
      if ((of_fit || !is_of_fit(tensor.name)) && !is_a_copy(tensor.name) && !follows(tensor.name))
        differences.add(name_text(tensor.name), _detail::shape_text(tensor.extents()), "no such tensor");
      continue;
    }
    ++met;
    if (part == history && tensor.rank == 2 && tensor.shape[1] == part->extents[1] && tensor.type->name == "F64") {
      part->extents[0] = _detail::in_memory(tensor.shape[0]);  // the file has as many numbers
      rows.resize(part->size());
      part->values = rows.data();
    }
    if (!fits(tensor, *part)) {
      differs(*part, in_text(tensor.type->name) + " of " + _detail::shape_text(tensor.extents()));
    }
  }
  if (met < parts.size())
    for (const CheckpointPart& part : parts)
      if (!has(part.name) && !follows(part.name)) differs(part, "no such tensor");
  const bool whole = differences.count() == 0;
  std::vector<unsigned char> block(checkpoint_block);
  for (std::size_t i = 0; i < directory.size(); ++i) {
    const file_tensor tensor = directory[i];
    const CheckpointPart* const part = find(tensor.name);
    if (part == nullptr || !fits(tensor, *part) || !(whole || part->order == nullptr)) {
      file.skip(tensor.end - tensor.begin);
      continue;
    }
    if (part->alike()) file.read(part->bytes(), part->size() * part->width());
    else
      with_word(part->width(), [&](auto word) {
        exchange<false>(
            *part, block, [&](std::size_t bytes) { file.read(block.data(), bytes); },
            [&](std::size_t at, const unsigned char* from) {
              word = _detail::from_little_endian<decltype(word)>(from);
              __builtin_memcpy(static_cast<unsigned char*>(part->values) + at * sizeof word, &word, sizeof word);
            });
      });
    if (part->finite && odd_numbers(*part) > 0)
      file.refuse(name_text(part->name),
                  in_text(_detail::quantity(odd_numbers(*part), "number").view()) + " not finite", "finite numbers");
  }
}

}  // namespace sinew::_detail
