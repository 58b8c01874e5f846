namespace mistake {
template <class What> struct told;
}  // namespace mistake
