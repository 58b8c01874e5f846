/// \file
/// Mistakes of this page.
namespace mistake {
template <class What> struct told;
template <class What> struct told_by_none;
}  // namespace mistake
