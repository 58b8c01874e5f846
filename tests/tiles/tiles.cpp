// The shared tiles of a batch, as functions whose assembly check.cmake reads.

#include <cstddef>

#include <sinew/kernel/epilogue.hpp>
#include <sinew/kernel/tile.hpp>

namespace kernel = sinew::kernel;

constexpr std::size_t lanes = sinew::simd::native_lanes<float>, rows = TILE_ROWS, packs = TILE_PACKS;
static_assert(rows <= kernel::tile_rows<true, 64> && packs == kernel::tile_packs<true, 64>);
using V = sinew::simd::pack<float, lanes>;
using Store = kernel::store_sums<kernel::next_tile::below, float>;

template void kernel::detail::tiles_shared<kernel::next_tile::below, kernel::a_along::depth, V, rows, packs, lanes,
                                           Store>(std::size_t, const float*, std::size_t, const float*, std::size_t,
                                                  std::size_t, float*, std::size_t) noexcept;
template void kernel::detail::tiles_shared<kernel::next_tile::below, kernel::a_along::rows, V, rows, packs, lanes,
                                           Store>(std::size_t, const float*, std::size_t, const float*, std::size_t,
                                                  std::size_t, float*, std::size_t) noexcept;
