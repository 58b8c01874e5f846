/// \file
/// Mistakes of this page.
namespace mistake {
template <class What> struct told;
}  // namespace mistake
