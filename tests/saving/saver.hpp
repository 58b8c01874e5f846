#pragma once
/// A function of the library that writes a file, for main.cpp, which lets every part of it fail. Each file of savers/
/// registers one:
///
///     #include <sinew/io/safetensors.hpp>     // CMake leaves the file out if this header's library is missing
///     #include "../saver.hpp"
///     static const Saver saver("save_safetensors", [](const std::string& path, int version) { … },
///                              [](const std::string& path) { return … ? 0 : … ? 1 : -1; });

#include <string>
#include <vector>

struct Saver {
  const char* name;
  /// Writes one of two versions, 0 or 1, of different contents and lengths.
  void (*save)(const std::string& path, int version);
  /// Reads the file, by the library where it can, and compares all of it: which version it is, −1 if it is none.
  int (*version)(const std::string& path);

  Saver(const char* its_name, void (*saves)(const std::string&, int), int (*reads)(const std::string&))
      : name{its_name},
        save{saves},
        version{reads} {
    all().push_back(this);
  }
  static std::vector<const Saver*>& all() {
    static std::vector<const Saver*> savers;
    return savers;
  }
};
