// sinew itself on WaveNets: blocks of a Stream.

#include <array>
#include <cstddef>
#include <span>

#include <sinew/net/tensors.hpp>
#include <sinew/sinew.hpp>

#include "wavenets.hpp"

namespace {

using namespace bench;
using sinew::Dilated, sinew::Head, sinew::HeadScale, sinew::NoBias, sinew::Ratio, sinew::Tanh, sinew::WaveNet,
    sinew::WaveNetStack;
using Leaky = sinew::LeakyReLUWith<Ratio<1, 100>>;

template <class N> struct net_of;
template <> struct net_of<T> {
  using type = sinew::Net<WaveNet<
      1, WaveNetStack<16, Dilated<3, Tanh, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512>, Head<8, 1, NoBias>>,
      WaveNetStack<8, Dilated<3, Tanh, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512>, Head<1>>, HeadScale<Ratio<1, 50>>>>;
};
template <> struct net_of<U> {
  using type = sinew::Net<
      WaveNet<1,
              WaveNetStack<8, Dilated<6, Leaky, 1, 3, 7, 17, 41, 101, 239, 1, 3, 7, 17, 41, 101, 239>,
                           Dilated<15, Leaky, 1, 13>, Dilated<6, Leaky, 1, 3, 7, 17, 41, 101, 239>, Head<1, 16>>,
              HeadScale<Ratio<1, 100>>>>;
};

template <class N> struct Stream {
  using Net = typename net_of<N>::type;
  Stream() {
    auto next = wavenet_weights<N>().begin();
    for (const sinew::TensorDescription& tensor : sinew::tensors_of<Net>)
      tensor.each_position([&](std::size_t at) { net.parameters[at] = *next++; });
  }
  void rest() { stream.reset(); }
  const float* block(const float* x, std::size_t steps) {
    const std::span in(reinterpret_cast<const std::array<float, 1>*>(x), steps);
    if (steps == 1) ys[0] = net(in[0], stream);
    else net(in, std::span(ys).first(steps), stream);
    return ys[0].data();
  }

  Net net;
  sinew::Stream<Net> stream;
  std::array<std::array<float, 1>, 256> ys;
};

static_assert(net_of<T>::type::parameter_count == 13'801 && net_of<U>::type::parameter_count == 12'145);
const bool enrolled = enrol_wavenets<Stream, T, U>("sinew");

}  // namespace
