#pragma once
/// \file
/// How mistakes are carried from the layer that finds them to the net that reports them: fault, refuse, tell.
///
/// A mistake is a type that is declared and never defined. Requiring it to be complete is the error, and its name is
/// the message. The first line a compiler prints reads
///
///     … incomplete type 'struct sinew::mistake::shape_mismatch<sinew::mistake::layer<2>,
///     sinew::mistake::given<sinew::shape<64> >, sinew::mistake::expected<sinew::shape<32> > >'
///
/// and no further errors follow from it. Of the designs tried (requires clauses, sentences as template arguments) this
/// is the only one whose first line names layer, given and expected on g++ 12, clang 14 and clang 19.
///
/// Where SINEW_SENTENCES is 1, the first line is the mistake's sentence (mistake/sentence.hpp) instead, and the type
/// stands below it.
///
/// A function body reports a mistake by a temporary, `decltype(mistake::tell(mistake::of<Mistake>)){};`, as close to
/// the user's call as possible, because each function in between adds three lines to the message. A class reports it by
/// deriving from `decltype(tell(of<Mistake>))`. tests/errors/README.md shows each mistake with code that causes it and
/// the fix.

#include <cstddef>

#include <sinew/config/language.hpp>
#include <sinew/shape/nothing.hpp>
#include <sinew/mistake/words.hpp>
#if SINEW_SENTENCES
#include <sinew/mistake/sentence.hpp>
#endif

namespace sinew::mistake {

/// What a layer returns in place of a bound layer if it rejects the shape that reaches it: a mistake and its facts.
/// `Where` is a layer<Path...>.
template <template <class...> class Mistake, class Where, class... Facts> struct fault;
/// A fault at the place layer<Path...>.
template <template <class...> class Mistake, std::size_t... Path, class... Facts>
struct fault<Mistake, layer<Path...>, Facts...> {
  /// The same fault at layer<J, Path...>, for a composite whose layer J returned it.
  template <std::size_t J> using within = fault<Mistake, layer<J, Path...>, Facts...>;
};
/// The fault that a layer or a part returns: its own place has no path yet; each composite around it adds an index.
template <template <class...> class Mistake, class... Facts> using refuse = fault<Mistake, layer<>, Facts...>;

/// Whether T is a fault.
template <class T> inline constexpr bool is_fault = false;
/// true for every fault.
template <template <class...> class M, class Where, class... Facts>
inline constexpr bool is_fault<fault<M, Where, Facts...>> = true;

#if SINEW_SENTENCES
#if defined(__clang__) && __cplusplus <= 202302L
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc++26-extensions"
#endif
/// The error that says a mistake, found in the net In (void: in none), in a sentence.
template <class Mistake, class In> struct explained { static_assert(false, sentence<Mistake, In>); };
#if defined(__clang__) && __cplusplus <= 202302L
#pragma clang diagnostic pop
#endif
#endif

/// Stands for the mistake of a class that reports it itself when it is completed: BasicNet<int, …>.
template <class T> struct reports_itself;

/// The complete, empty type that is reported for `nothing`.
struct told_nothing {};
/// The type of tell(of<Fault>) is the mistake of a fault, told_nothing for `nothing`, and Fault itself for any other
/// type. Code reports the mistake by deriving from `decltype(tell(of<Fault>))` or by making a temporary of it. The net
/// that the fault was found in follows where it is known, tell(of<Fault>, of<Net>): the sentence then names its layers.
/// A function is used because compilers print an alias's own name first, which doubles the length of the message. It is
/// only declared.
template <class In = void> told_nothing tell(const nothing*, const In* = nullptr);
/// Overload for a mistake that is no fault.
template <class Mistake, class In = void>
#if SINEW_SENTENCES
explained<Mistake, In> tell(const Mistake*, const In* = nullptr);
#else
Mistake tell(const Mistake*, const In* = nullptr);
#endif
/// Overload for a fault: its mistake, with the place and the facts as arguments.
template <template <class...> class Mistake, class Where, class... Facts, class In = void>
#if SINEW_SENTENCES
explained<Mistake<Where, Facts...>, In> tell(const fault<Mistake, Where, Facts...>*, const In* = nullptr);
#else
Mistake<Where, Facts...> tell(const fault<Mistake, Where, Facts...>*, const In* = nullptr);
#endif
/// Overload for a type that reports its mistake itself when it is completed.
template <class T, class In = void> T tell(const reports_itself<T>*, const In* = nullptr);
/// The argument of tell() that stands for Fault: a null pointer of its type.
template <class Fault> inline constexpr const Fault* of = nullptr;

}  // namespace sinew::mistake
