// default_rng(seed) and its kind: seeds, generators, and which of their methods is meant.
#include <algorithm>

#include <pytk/array/eval.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "draws.hpp"
#include "syntax.hpp"

namespace pytk::array {
namespace {

std::vector<std::uint32_t> words_of(const Value& v) {
  const auto* big = v.as<Integer>();
  const Integer value = big != nullptr ? *big : Integer{to_int(v, "seed")};
  if (value < 0) throw fail(Fault::data, "a seed must not be negative");
  return entropy_words(static_cast<unsigned __int128>(value));
}
// An integer, or a list of them, whose words follow each other.
std::vector<std::uint32_t> all_words(const Value& v) {
  std::vector<std::uint32_t> words;
  const auto add = [&](const Value& item) {
    const auto more = words_of(item);
    words.insert(words.end(), more.begin(), more.end());
  };
  if (const auto* list = v.as<Sequence>())
    for (const auto& item : list->items) add(item);
  else if (const auto* a = v.as<Array>(); a != nullptr && a->dimensions() > 0)
    for (std::int64_t i = 0; i < a->size(); ++i) add(get_item(v, Integer{i}));
  else add(v);
  return words;
}
SeedSequence seed_of(const Args& args) {
  if (!args.has("seed")) return SeedSequence(entropy_words(secure_seed()));
  if (const auto* sequence = args.value("seed").as<std::shared_ptr<SeedSequence>>()) return **sequence;
  return SeedSequence(all_words(args.value("seed")));
}
Value generator(const Args& args) {
  if (args.has("seed"))
    if (const auto* stream = args.value("seed").as<std::shared_ptr<Stream>>())
      return *stream;  // default_rng(bits) goes on with them
  const auto seed = seed_of(args);
  const auto& name = args.function();
  const auto short_name = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
  if (short_name == "MT19937") return std::make_shared<Stream>(Mt19937(seed), false, short_name);
  if (short_name == "Philox") return std::make_shared<Stream>(Philox(seed), false, short_name);
  if (short_name == "SFC64") return std::make_shared<Stream>(Sfc64(seed), false, short_name);
  if (short_name == "PCG64DXSM") return std::make_shared<Stream>(Pcg64Dxsm(seed), false, short_name);
  return std::make_shared<Stream>(Pcg64(seed), false, short_name);
}
Value wrap(const Args& args) {
  if (const auto* stream = args.value("bit_generator").as<std::shared_ptr<Stream>>()) return *stream;
  throw fail(Fault::usage, "Generator() needs a bit generator, such as PCG64(1)");
}
Value random_state(const Args& args) {
  if (!args.has("seed"))
    return std::make_shared<Stream>(Mt19937(static_cast<std::uint32_t>(secure_seed())), true, "RandomState");
  const auto& seed = args.value("seed");
  if (const auto* stream = seed.as<std::shared_ptr<Stream>>())
    return std::make_shared<Stream>((*stream)->bits(), true, "RandomState");
  const auto* array = seed.as<Array>();
  if (seed.as<Sequence>() != nullptr || (array != nullptr && array->dimensions() > 0)) {
    const Array list = args.array("seed").cast(Kind::int64).reshaped({-1}).contiguous();
    std::vector<std::uint32_t> key;
    for (std::int64_t i = 0; i < list.size(); ++i) {
      const auto word = list.get<std::int64_t>(i);
      if (word < 0 || word > 0xFFFFFFFFLL)
        throw fail(Fault::data, "a RandomState's seed must be between 0 and 2**32 - 1");
      key.push_back(static_cast<std::uint32_t>(word));
    }
    if (key.empty()) throw fail(Fault::data, "a seed must not be empty");
    return std::make_shared<Stream>(Mt19937(key), true, "RandomState");
  }
  const auto value = args.integer("seed");
  if (value < 0 || value > 0xFFFFFFFFLL)
    throw fail(Fault::data, "a RandomState's seed must be between 0 and 2**32 - 1");
  return std::make_shared<Stream>(Mt19937(static_cast<std::uint32_t>(value)), true, "RandomState");
}
Value seed_sequence(const Args& args) {
  std::vector<std::uint32_t> entropy =
      args.has("entropy") ? all_words(args.value("entropy")) : entropy_words(secure_seed());
  std::vector<std::uint32_t> key;
  if (args.has("spawn_key")) key = all_words(args.value("spawn_key"));
  return std::make_shared<SeedSequence>(std::move(entropy), std::move(key));
}

constexpr Function table[] = {
    {"default_rng", "seed=", generator},
    {"random.default_rng", "seed=", generator},
    {"PCG64", "seed=", generator},
    {"random.PCG64", "seed=", generator},
    {"MT19937", "seed=", generator},
    {"random.MT19937", "seed=", generator},
    {"Philox", "seed=", generator},
    {"random.Philox", "seed=", generator},
    {"SFC64", "seed=", generator},
    {"random.SFC64", "seed=", generator},
    {"PCG64DXSM", "seed=", generator},
    {"random.PCG64DXSM", "seed=", generator},
    {"Generator", "bit_generator", wrap},
    {"random.Generator", "bit_generator", wrap},
    {"RandomState", "seed=", random_state},
    {"random.RandomState", "seed=", random_state},
    {"SeedSequence", "entropy=, spawn_key=", seed_sequence},
    {"random.SeedSequence", "entropy=, spawn_key=", seed_sequence},
};

const Method* find_method(const Stream& s, std::string_view name) {
  for (const auto methods : {integer_methods(), choice_methods(), vector_methods()})
    for (const auto& method : methods)
      if (method.name == name && method.where != (s.legacy() ? Where::generator : Where::legacy)) return &method;
  return nullptr;
}

}  // namespace

Shape size_of(const Args& args, std::initializer_list<const Array*> parameters) {
  Shape shape;
  for (const auto* p : parameters) shape = broadcast_shapes(shape, p->shape());
  if (!args.has("size")) return shape;
  Shape wanted;
  for (const auto n : to_ints(args.value("size"), "size")) wanted.push_back(n);
  return wanted;
}
void need(bool good, const Args& args, std::string_view what) {
  if (!good) throw fail(Fault::data, "{}(): {}", args.function(), what);
}

std::span<const Function> random_functions() noexcept { return table; }

std::vector<std::string> stream_methods() {
  auto names = distribution_names();
  for (const auto methods : {integer_methods(), choice_methods(), vector_methods()})
    for (const auto& method : methods)
      if (std::find(names.begin(), names.end(), method.name) == names.end()) names.emplace_back(method.name);
  std::sort(names.begin(), names.end());
  return names;
}

Value call_stream(const std::shared_ptr<Stream>& stream, Call call) {
  if (const auto* method = find_method(*stream, call.name)) {
    const Args args(std::move(call), method->parameters);
    return method->run(*stream, args);
  }
  if (auto drawn = draw_distribution(*stream, call)) return *drawn;
  const auto names = stream_methods();
  throw fail(Fault::usage, "{} has no method '{}'", stream->legacy() ? "RandomState" : "a random generator", call.name)
      .hint(did_you_mean(call.name, names));
}

Value call_seed(const std::shared_ptr<SeedSequence>& seed, Call call) {
  if (call.name == "generate_state") {
    const Args args(std::move(call), "n_words, dtype=");
    const auto n = args.integer("n_words");
    const auto dtype = args.dtype().value_or(Kind::uint32);
    need(n >= 0, args, "n_words must not be negative");
    need(dtype.kind == Kind::uint32 || dtype.kind == Kind::uint64, args, "only support uint32 or uint64");
    (void)Array::empty(dtype, {n});
    if (dtype.kind == Kind::uint64)
      return Value::from(Array::of<std::uint64_t>(seed->words64(static_cast<std::size_t>(n))), false);
    return Value::from(Array::of<std::uint32_t>(seed->words(static_cast<std::size_t>(n))), false);
  }
  if (call.name == "spawn") {
    const Args args(std::move(call), "n_children");
    const auto n = args.integer("n_children");
    need(n >= 0 && n <= 1'000'000, args, "n_children must be between 0 and a million");
    Sequence children;
    children.list = true;
    for (std::int64_t i = 0; i < n; ++i) children.items.emplace_back(std::make_shared<SeedSequence>(seed->spawn()));
    return children;
  }
  throw fail(Fault::usage, "a seed sequence has no method '{}'", call.name).hint("generate_state and spawn");
}

Result run_random(std::string_view call, std::uint64_t seed, bool legacy) {
  Evaluator evaluator;
  std::string text = (legacy ? "RandomState(" : "default_rng(") + std::to_string(seed) + ").";
  const auto parsed = parse_expression(call);
  if (parsed.size() != 1 || parsed[0]->form != Form::call || parsed[0]->children[0]->form != Form::name)
    throw fail(Fault::usage, "'{}' is not a call such as 'standard_normal(10)'", fit(escape_controls(call), 60))
        .hint("the methods are: " + join(stream_methods(), ", "));
  return evaluator.run(text + std::string(call));
}

}  // namespace pytk::array
