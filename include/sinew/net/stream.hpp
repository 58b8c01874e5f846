#pragma once
/// \file
/// Stream: what a net keeps from step to step of a sequence.

#include <array>
#include <cstddef>
#include <type_traits>

#include <sinew/config/namespace.hpp>
#include <sinew/config/effects.hpp>
#include <sinew/config/lifetime.hpp>
#include <sinew/config/precondition.hpp>
#include <sinew/shape/list.hpp>
#include <sinew/mistake/call.hpp>
#include <sinew/memory/align.hpp>
#include <sinew/memory/value_span.hpp>
#include <sinew/layer/input.hpp>
#include <sinew/layer/traits.hpp>
#include <sinew/compose/is_net.hpp>
#include <sinew/net/batch.hpp>

namespace SINEW_NAMESPACE {

/// What Streams sequences keep from step to step in the layers with state (LSTM, GRU, RNN, …) of Net, side by side: one
/// per voice, robot or channel. The net itself is const and shared.
///
///     Stream<Amp> stream;                    // at rest: all values are 0
///     const auto y = net({0.3f}, stream);    // one step
///     net(xs, ys, stream);                   // the following steps
///     stream.reset();                        // at rest again
///
/// Its values depend on the steps that went through the net, and on nothing else: neither on the lengths of the blocks
/// nor on the streams beside. So stream s of eight goes on alone after `alone[0] = eight[s]`. It is trivially copyable.
/// A net without such layers has a Stream without values.
/// Misuse: something other than a net → `mistake::not_a_net`; no stream, or more than 2³⁰ →
/// `mistake::wrong_batch_size`.
template <class Net, std::size_t Streams = 1> class Stream {
 public:
  /// The net that the stream is for.
  using net = Net;
  /// The type of its values.
  using scalar = typename Net::scalar;
  /// The number of sequences side by side.
  static constexpr std::size_t streams = Streams;
  /// The number of values of each.
  static constexpr std::size_t values = Net::layers::state_values;

  /// Sets all streams to rest, as they are in a new object.
  constexpr void reset() noexcept SINEW_NONBLOCKING { memory_ = {}; }
  /// Sets one stream to rest.
  /// Precondition: the index is less than Streams.
  constexpr void reset(std::size_t stream) noexcept SINEW_NONBLOCKING {
    for (scalar& value : (*this)[stream]) value = scalar(0);
  }
  /// The values of one stream, layer by layer. Assigning to it copies.
  /// Precondition: the index is less than Streams.
  constexpr _detail::value_span<scalar, values> operator[](std::size_t stream) noexcept SINEW_LIFETIMEBOUND {
    check_stream(stream);
    return {first(*this) + stream * values, values};
  }
  /// The same for a const object, to read.
  constexpr _detail::value_span<const scalar, values> operator[](std::size_t stream) const noexcept
      SINEW_LIFETIMEBOUND {
    check_stream(stream);
    return {first(*this) + stream * values, values};
  }
  /// Whether all values are equal.
  constexpr bool operator==(const Stream&) const noexcept = default;

 private:
  template <class, class...> friend struct BasicNet;
  struct numbers {
    alignas(_detail::line_bytes) std::array<scalar, Streams * values> all{};
    constexpr bool operator==(const numbers&) const noexcept = default;
  };

  static constexpr void check_stream(std::size_t stream) noexcept {
    _detail::precondition(stream < Streams, "Stream: found stream {}, expected less than {}", stream, Streams);
  }
  static constexpr auto first(auto& of) noexcept {
    if constexpr (values > 0) return of.memory_.all.data();
    else
      return static_cast<
          std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(of)>>, const scalar*, scalar*>>(nullptr);
  }
  /// The values as a pass takes them.
  constexpr _detail::state_of<typename Net::layers, scalar> rows() noexcept {
    if constexpr (values > 0) return {memory_.all.data(), values};
    else return {};
  }

  [[no_unique_address]] std::conditional_t<(values > 0), numbers, mistake::nothing> memory_{};
};

/// Reports a bad net or number of streams. A sound stream as base class prevents further errors.
template <class Net, std::size_t Streams>
requires(!_detail::is_net<Net> || !_detail::sound_batch<Streams>) class Stream<Net, Streams>
    : decltype(mistake::tell(mistake::of<typename _detail::batch_mistake_of<Net, Streams>::type>)),
      public Stream<std::conditional_t<_detail::is_net<Net>, Net, BasicNet<float, Input<1>>>, 1> {
};

namespace _detail {
/// The net of a Stream, and how many streams it holds.
template <class S> struct stream_parts { static constexpr bool known = false; };
template <class Net, std::size_t Streams> struct stream_parts<Stream<Net, Streams>> {
  static constexpr bool known = true;
  using net = Net;
};
template <class S> concept AnyStream = stream_parts<std::remove_const_t<S>>::known;
}  // namespace _detail

}  // namespace sinew
