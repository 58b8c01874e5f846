#pragma once
/// \file
/// load_image_folder: reads a folder of images, one folder per class, as a data set. Images are PGM or PPM files
/// (data/pnm.hpp); load_image_folder_png of io/png.hpp takes PNG, too.
///
///     flowers/daisy/1.ppm  flowers/daisy/2.ppm  flowers/rose/1.ppm
///
///     const auto flowers = load_image_folder<3, 32, 32>("flowers");   // flowers.data, flowers.classes
/// Source: the layout of torchvision's ImageFolder.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sinew/config/namespace.hpp>
#include <sinew/config/error.hpp>
#include <sinew/mistake/quantity.hpp>
#include <sinew/data/dataset.hpp>
#include <sinew/data/image_error.hpp>
#include <sinew/data/pnm.hpp>
#include <sinew/data/printable.hpp>

namespace SINEW_NAMESPACE {

/// Images of a folder, their classes, and where they are from.
template <std::size_t Channels, std::size_t Height, std::size_t Width, class Label = std::uint8_t> struct ImageFolder {
  Dataset<ImageBytes<Channels, Height, Width>, Label> data{};  ///< images with class indices
  std::vector<std::string> classes{};                          ///< the names of the folders, sorted
  std::vector<std::string> files{};                            ///< the path of each image
};

namespace _detail {

/// Reads a file into the planes of an image.
using ImageReader = void (*)(const std::string& path, const ImageSize& size, std::uint8_t* to);

/// What a file is by the end of its name.
enum class ImageKind { none, pnm, png, other };
inline ImageKind image_kind(const std::filesystem::path& path) {
  std::string end = path.extension().string();
  for (char& c : end)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  if (path.filename().string().starts_with('.')) return ImageKind::none;
  if (end == ".pgm" || end == ".ppm" || end == ".pnm") return ImageKind::pnm;
  if (end == ".png") return ImageKind::png;
  for (const std::string_view other : {".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"})
    if (end == other) return ImageKind::other;
  return ImageKind::none;
}

/// The folders in a folder, or the files in it and in its folders; sorted.
inline std::vector<std::filesystem::path> sorted_paths(const std::filesystem::path& folder, bool folders) {
  namespace fs = std::filesystem;
  std::vector<fs::path> result;
  std::error_code error_of_system;
  fs::recursive_directory_iterator at(folder, fs::directory_options::follow_directory_symlink, error_of_system);
  for (; !error_of_system && at != fs::recursive_directory_iterator(); at.increment(error_of_system)) {
    if (folders) at.disable_recursion_pending();
    std::error_code ignored;
    const bool is_folder = at->is_directory(ignored);
    if (folders ? is_folder && !at->path().filename().string().starts_with('.') : !is_folder)
      result.push_back(at->path());
  }
  if (error_of_system) fail(image_error(folder.string(), error_of_system.message(), "a readable folder"));
  std::sort(result.begin(), result.end());
  return result;
}

template <std::size_t Channels, std::size_t Height, std::size_t Width, class Label>
ImageFolder<Channels, Height, Width, Label> image_folder(const std::string& folder, ImageReader png) {
  constexpr ImageSize size = _detail::image_size<Channels, Height, Width>();
  ImageFolder<Channels, Height, Width, Label> result;
  const auto folders = _detail::sorted_paths(folder, true);
  constexpr auto most = static_cast<std::uintmax_t>((std::numeric_limits<Label>::max)());
  if (folders.empty()) fail(image_error(folder, "no folders in it", "one for each class, with its images"));
  if (folders.size() - 1 > most)
    fail(image_error(folder, counted(folders.size(), "class", "classes").text,
                     std::string("at most ") + grouped(most + 1).text + " (or another type of labels)"));
  for (const auto& of_class : folders) {
    const std::size_t before = result.files.size();
    for (const auto& file : _detail::sorted_paths(of_class, false)) {
      const ImageKind kind = _detail::image_kind(file);
      if (kind == ImageKind::none) continue;
      const std::string path = file.string();
      if (kind == ImageKind::png && png == nullptr)
        fail(image_error(path, "a PNG file", "PGM or PPM (load_image_folder_png of <sinew/io/png.hpp> reads PNG)"));
      if (kind == ImageKind::other)
        fail(image_error(path, "another format", png != nullptr ? "PNG, PGM or PPM" : "PGM or PPM"));
      result.data.inputs.emplace_back();
      (kind == ImageKind::png ? png : read_pnm)(path, size, result.data.inputs.back().data());
      result.data.targets.push_back(static_cast<Label>(result.classes.size()));
      result.files.push_back(path);
    }
    if (result.files.size() == before)
      fail(image_error(of_class.string(), "no images", "at least one, as the folder is a class"));
    result.classes.push_back(of_class.filename().string());
  }
  return result;
}
}  // namespace _detail

/// Reads the images of all folders in `folder`. Each folder is a class, in the order of their names, with the images in
/// it and in its own folders, sorted by path. Images must have this size; grayscale and colour are converted as by
/// `load_pnm`. Hidden files and those that are no images by the end of their names are skipped.
/// Parameters: Label is the type of class indices.
/// Errors: image_error, which names the file: one of another size or format, one that is damaged, a class without
/// images, more classes than Label has.
template <std::size_t Channels, std::size_t Height, std::size_t Width, class Label = std::uint8_t>
[[nodiscard]] ImageFolder<Channels, Height, Width, Label> load_image_folder(const std::string& folder) {
  return _detail::image_folder<Channels, Height, Width, Label>(folder, nullptr);
}

}  // namespace sinew
