// numpy.linalg: equations, decompositions, eigenvalues, for stacks of matrices.
#include <algorithm>
#include <cmath>
#include <limits>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "linear_kernels.hpp"
#include "linear_norms.hpp"
#include "products.hpp"

namespace pytk::array {
namespace {

using Complex = std::complex<double>;

/// Matrices one behind the other, in the type that they are computed in, and how the results are to be stored.
struct Stack {
  Array data;
  Shape batch;
  std::int64_t count = 0, m = 0, n = 0;
  bool complex = false, single = false;
  [[nodiscard]] Kind field() const {
    return single ? (complex ? Kind::complex64 : Kind::float32) : complex ? Kind::complex128 : Kind::float64;
  }
  [[nodiscard]] Kind real() const { return single ? Kind::float32 : Kind::float64; }
  [[nodiscard]] Kind complex_kind() const { return single ? Kind::complex64 : Kind::complex128; }
  [[nodiscard]] Kind computed() const { return complex ? Kind::complex128 : Kind::float64; }
  [[nodiscard]] Shape with(std::initializer_list<std::int64_t> lengths) const {
    Shape shape = batch;
    shape.insert(shape.end(), lengths);
    return shape;
  }
};
bool is_single(Kind kind) { return kind == Kind::float32 || kind == Kind::complex64; }
void check_type(const Array& a) {
  if (!is_number(a.kind())) throw fail(Fault::data, "an array of {} has no linear algebra", dtype_name(a.dtype()));
  if (a.kind() == Kind::float16)
    throw fail(Fault::data, "array type float16 is unsupported in linalg").hint("convert it: x.astype('float32')");
}
Stack stack_of(const Array& a, bool square) {
  check_type(a);
  if (a.dimensions() < 2)
    throw fail(Fault::data, "{}-dimensional array given. Array must be at least two-dimensional", a.dimensions());
  Stack stack;
  stack.m = a.shape()[a.dimensions() - 2];
  stack.n = a.shape()[a.dimensions() - 1];
  if (square && stack.m != stack.n)
    throw fail(Fault::data, "Last 2 dimensions of the array must be square")
        .hint("the shape is " + show_shape(a.shape()));
  stack.batch.assign(a.shape().begin(), a.shape().end() - 2);
  stack.count = element_count(stack.batch);
  stack.complex = is_complex(a.kind());
  stack.single = is_single(a.kind());
  stack.data = a.cast(stack.computed()).contiguous();
  return stack;
}
void refuse_not_finite(const Stack& stack) {
  if (to_bool(Value::from(reduce(Reduction::all, apply(Unary::isfinite, stack.data), all_axes(stack.data), false))))
    return;
  throw fail(Fault::data, "Array must not contain infs or NaNs");
}
[[noreturn]] void no_convergence(std::string_view what) {
  throw fail(Fault::data, "{} did not converge", what).hint("are there nan or infinite numbers in it?");
}

template <class F>
void over(const Stack& stack, F&& work) {
  const auto step = stack.m * stack.n;
  for (std::int64_t i = 0; i < stack.count; ++i) {
    if (stack.complex) work(linear_kernels().complex, stack.data.as<Complex>() + i * step, i);
    else work(linear_kernels().real, stack.data.as<double>() + i * step, i);
  }
}
template <class T>
T* place(const Array& a, std::int64_t index, std::int64_t size) { return a.as<T>() + index * size; }
template <class T>
using Field = std::remove_const_t<std::remove_pointer_t<T>>;

Value named(std::vector<Value> items, std::vector<std::string_view> names) {
  Sequence s;
  s.items = std::move(items);
  s.names = std::move(names);
  return s;
}

struct SignLog {
  Array sign, logarithm;
};
SignLog sign_and_log(const Stack& stack) {
  SignLog r{Array::empty(stack.computed(), stack.batch), Array::empty(Kind::float64, stack.batch)};
  over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
    using T = Field<decltype(a)>;
    if (stack.n == 0) {
      r.sign.set<T>(i, T{1});
      r.logarithm.set(i, 0.0);
    } else {
      kernels.slogdet(a, stack.n, place<T>(r.sign, i, 1), place<double>(r.logarithm, i, 1));
    }
  });
  return r;
}
Value slogdet(const Args& args) {
  const Stack stack = stack_of(args.array("a"), true);
  const auto r = sign_and_log(stack);
  return named({Value::from(r.sign.cast(stack.field())), Value::from(r.logarithm.cast(stack.real()))},
               {"sign", "logabsdet"});
}
Value det(const Args& args) {
  const Stack stack = stack_of(args.array("a"), true);
  const auto r = sign_and_log(stack);
  return Value::from(multiply(r.sign, apply(Unary::exp, r.logarithm)).cast(stack.field()));
}

Array solve_stacked(const Stack& stack, const Array& right, std::int64_t k) {
  Array x = Array::empty(right.dtype(), right.shape());
  over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
    using T = Field<decltype(a)>;
    if (stack.n == 0 || k == 0) return;
    if (!kernels.solve(a, place<T>(right, i, stack.n * k), place<T>(x, i, stack.n * k), stack.n, k))
      throw fail(Fault::data, "Singular matrix").hint("linalg.pinv or linalg.lstsq do without an inverse");
  });
  return x;
}
Value inv(const Args& args) {
  const Stack stack = stack_of(args.array("a"), true);
  const Array one = call_array("eye", {whole(stack.n)})
                        .cast(stack.computed())
                        .broadcast_to(stack.with({stack.n, stack.n}))
                        .contiguous();
  return Value::from(solve_stacked(stack, one, stack.n).cast(stack.field()), false);
}
Value solve(const Args& args) {
  Array a = args.array("a"), b = args.array("b");
  check_type(b);
  Stack shape_of_a = stack_of(a, true);
  const bool vector = b.dimensions() + 1 == a.dimensions();
  if (b.dimensions() == 0) throw fail(Fault::data, "solve: the right side must have at least one dimension");
  if (vector) {
    Shape shape = b.shape();
    shape.push_back(1);
    b = b.reshaped(shape);
  }
  if (b.dimensions() < 2 || b.shape()[b.dimensions() - 2] != shape_of_a.n)
    throw fail(
        Fault::data,
        "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (m,m),(m,n)->(m,n) (size {} is different from {})",
        b.shape()[b.dimensions() < 2 ? 0 : b.dimensions() - 2], shape_of_a.n);
  const Kind kind = promote(is_integer(a.kind()) || is_bool(a.kind()) ? Kind::float64 : a.kind(),
                            is_integer(b.kind()) || is_bool(b.kind()) ? Kind::float64 : b.kind());
  const Shape batch = broadcast_shapes(shape_of_a.batch, Shape(b.shape().begin(), b.shape().end() - 2));
  const auto spread = [&](const Array& x) {
    Shape shape = batch;
    shape.insert(shape.end(), x.shape().end() - 2, x.shape().end());
    return x.cast(kind).broadcast_to(shape);
  };
  const Stack stack = stack_of(spread(a), true);
  const auto k = b.shape().back();
  const Array x = solve_stacked(stack, spread(b).cast(stack.computed()).contiguous(), k).cast(stack.field());
  if (!vector) return Value::from(x, false);
  return Value::from(x.reshaped(Shape(x.shape().begin(), x.shape().end() - 1)), false);
}
Value cholesky(const Args& args) {
  const Stack stack = stack_of(args.array("a"), true);
  const Array lower = Array::empty(stack.computed(), stack.data.shape());
  over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
    using T = Field<decltype(a)>;
    if (stack.n > 0 && !kernels.cholesky(a, place<T>(lower, i, stack.n * stack.n), stack.n))
      throw fail(Fault::data, "Matrix is not positive definite");
  });
  const Array result = lower.cast(stack.field());
  return args.flag("upper") ? call("conjugate", {call("matrix_transpose", {boxed(result)})})
                            : Value::from(result, false);
}
Value qr(const Args& args) {
  const Stack stack = stack_of(args.array("a"), false);
  const auto mode = args.text("mode", "reduced");
  const auto least = std::min(stack.m, stack.n);
  if (mode != "reduced" && mode != "complete" && mode != "r" && mode != "raw")
    throw fail(Fault::usage, "Unrecognized mode '{}'", mode).hint("reduced, complete, r or raw");
  if (mode == "raw") {
    const Array packed = Array::zeros(stack.computed(), stack.with({stack.n, stack.m})),
                tau = Array::zeros(stack.computed(), stack.with({least}));
    over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
      using T = Field<decltype(a)>;
      if (least > 0)
        kernels.qr_raw(a, stack.m, stack.n, place<T>(packed, i, stack.m * stack.n), place<T>(tau, i, least));
    });
    return named({Value::from(packed.cast(stack.field()), false), Value::from(tau.cast(stack.field()), false)},
                 {"h", "tau"});
  }
  const auto columns = mode == "complete" ? stack.m : least;
  const Array r = Array::zeros(stack.computed(), stack.with({columns, stack.n}));
  const Array q = Array::zeros(stack.computed(), stack.with({stack.m, mode == "r" ? 0 : columns}));
  over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
    using T = Field<decltype(a)>;
    if (least > 0)
      kernels.qr(a, stack.m, stack.n, mode == "r" ? nullptr : place<T>(q, i, stack.m * columns), columns,
                 place<T>(r, i, columns * stack.n), columns);
    else if (mode == "complete")
      for (std::int64_t k = 0; k < stack.m; ++k) place<T>(q, i, stack.m * columns)[k * (columns + 1)] = T{1};
  });
  if (mode == "r") return Value::from(r.cast(stack.field()), false);
  return named({Value::from(q.cast(stack.field()), false), Value::from(r.cast(stack.field()), false)}, {"Q", "R"});
}

struct Spectrum {
  Array u, s, vh;
};
Spectrum singular(const Stack& stack, bool vectors, bool full) {
  const auto least = std::min(stack.m, stack.n), left = full ? stack.m : least, right = full ? stack.n : least;
  Spectrum r;
  r.s = Array::zeros(Kind::float64, stack.with({least}));
  if (vectors) {
    r.u = Array::zeros(stack.computed(), stack.with({stack.m, left}));
    r.vh = Array::zeros(stack.computed(), stack.with({right, stack.n}));
  }
  over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
    using T = Field<decltype(a)>;
    if (least == 0) {
      for (std::int64_t k = 0; vectors && k < left; ++k) place<T>(r.u, i, stack.m * left)[k * (left + 1)] = T{1};
      for (std::int64_t k = 0; vectors && k < right; ++k) place<T>(r.vh, i, right * stack.n)[k * (stack.n + 1)] = T{1};
      return;
    }
    T* u = vectors ? place<T>(r.u, i, stack.m * left) : nullptr;
    T* vh = vectors ? place<T>(r.vh, i, right * stack.n) : nullptr;
    if (!kernels.svd(a, stack.m, stack.n, u, place<double>(r.s, i, least), vh, full)) no_convergence("SVD");
  });
  return r;
}
Value svd(const Args& args) {
  const Stack stack = stack_of(args.array("a"), false);
  refuse_not_finite(stack);
  const bool vectors = args.flag("compute_uv", true);
  const auto r = singular(stack, vectors, args.flag("full_matrices", true));
  Value s = Value::from(r.s.cast(stack.real()), false);
  if (!vectors) return s;
  return named({Value::from(r.u.cast(stack.field()), false), s, Value::from(r.vh.cast(stack.field()), false)},
               {"U", "S", "Vh"});
}
Value svdvals(const Args& args) {
  const Stack stack = stack_of(args.array("x"), false);
  refuse_not_finite(stack);
  return Value::from(singular(stack, false, false).s.cast(stack.real()), false);
}

bool upper_asked(const Args& args) {
  const auto which = args.text("UPLO", "L");
  if (which != "L" && which != "l" && which != "U" && which != "u")
    throw fail(Fault::usage, "UPLO argument must be 'L' or 'U'");
  return which == "U" || which == "u";
}
Value eigh(const Args& args) {
  const bool upper = upper_asked(args);
  const Stack stack = stack_of(args.array("a"), true);
  refuse_not_finite(stack);
  const bool vectors = args.function() == "linalg.eigh";
  const Array w = Array::empty(Kind::float64, stack.with({stack.n}));
  const Array v = Array::empty(stack.computed(), vectors ? stack.data.shape() : Shape{0});
  over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
    using T = Field<decltype(a)>;
    if (stack.n > 0 && !kernels.eigh(a, stack.n, place<double>(w, i, stack.n),
                                     vectors ? place<T>(v, i, stack.n * stack.n) : nullptr, upper))
      no_convergence("Eigenvalues");
  });
  Value values = Value::from(w.cast(stack.real()), false);
  if (!vectors) return values;
  return named({values, Value::from(v.cast(stack.field()), false)}, {"eigenvalues", "eigenvectors"});
}
Value eig(const Args& args) {
  const Stack stack = stack_of(args.array("a"), true);
  refuse_not_finite(stack);
  const bool vectors = args.function() == "linalg.eig";
  const Array w = Array::empty(Kind::complex128, stack.with({stack.n}));
  const Array v = Array::empty(Kind::complex128, vectors ? stack.data.shape() : Shape{0});
  over(stack, [&](const auto& kernels, auto* a, std::int64_t i) {
    if (stack.n > 0 && !kernels.eig(a, stack.n, place<Complex>(w, i, stack.n),
                                    vectors ? place<Complex>(v, i, stack.n * stack.n) : nullptr))
      no_convergence("Eigenvalues");
  });
  // Real matrices with real eigenvalues have real results.
  const bool real = !stack.complex && count_nonzero(apply(Unary::imag, w)) == 0;
  const auto out = [&](const Array& a) {
    return Value::from(real ? apply(Unary::real, a).cast(stack.real()) : a.cast(stack.complex_kind()), false);
  };
  return vectors ? named({out(w), out(v)}, {"eigenvalues", "eigenvectors"}) : out(w);
}

// Below the cutoff a singular value counts as zero.
Array inverse_above(const Array& s, const Array& cutoff) {
  const Array large = apply(Binary::greater, s, cutoff);
  const Array safe = call_array("where", {boxed(large), boxed(s), Value(1.0)});
  return call_array("where", {boxed(large), boxed(divide(Array::scalar(1.0), safe)), Value(0.0)});
}
Array adjoint(const Array& a) {
  const Array turned = call_array("matrix_transpose", {boxed(a)});
  return is_complex(a.kind()) ? apply(Unary::conjugate, turned) : turned;
}
Array spread_last(const Array& a) {
  Shape shape = a.shape();
  shape.push_back(1);
  return a.reshaped(shape);
}
double epsilon_of(const Stack& stack) {
  return stack.single ? static_cast<double>(std::numeric_limits<float>::epsilon())
                      : std::numeric_limits<double>::epsilon();
}

Value pinv(const Args& args) {
  const Stack stack = stack_of(args.array("a"), false);
  if (stack.data.size() == 0) return Value::from(Array::empty(stack.field(), stack.with({stack.n, stack.m})), false);
  refuse_not_finite(stack);
  const auto r = singular(stack, true, false);
  const Array rcond = args.has("rcond") ? args.array("rcond").cast(Kind::float64)
                      : args.has("rtol") ? args.array("rtol").cast(Kind::float64)
                                         : Array::scalar(1e-15);
  const Array largest = reduce(Reduction::max, r.s, {r.s.dimensions() - 1}, true);
  const Array inverse = inverse_above(r.s, multiply(rcond.dimensions() == 0 ? rcond : spread_last(rcond), largest));
  return Value::from(matmul(adjoint(r.vh), multiply(spread_last(inverse), adjoint(r.u))).cast(stack.field()), false);
}
Value matrix_rank(const Args& args) {
  const Array a = args.array("A");
  if (a.dimensions() < 2) return Integer{count_nonzero(a) > 0 ? 1 : 0};
  const Stack stack = stack_of(a, false);
  refuse_not_finite(stack);
  const Array s = singular(stack, false, false).s;
  if (s.size() == 0) return Value::from(Array::zeros(Kind::int64, stack.batch));
  Array tolerance;
  const Array largest = reduce(Reduction::max, s, {s.dimensions() - 1}, true);
  if (args.has("tol")) tolerance = spread_last(args.array("tol").cast(Kind::float64));
  else if (args.has("rtol")) tolerance = multiply(largest, spread_last(args.array("rtol").cast(Kind::float64)));
  else
    tolerance = multiply(largest, Array::scalar(static_cast<double>(std::max(stack.m, stack.n)) * epsilon_of(stack)));
  return Value::from(reduce(Reduction::sum, apply(Binary::greater, s, tolerance), {s.dimensions() - 1}, false));
}
Value lstsq(const Args& args) {
  const Array a = args.array("a"), given = args.array("b");
  if (a.dimensions() != 2)
    throw fail(Fault::data, "{}-dimensional array given. Array must be two-dimensional", a.dimensions());
  if (given.dimensions() < 1 || given.dimensions() > 2)
    throw fail(Fault::data, "the right side must have one or two dimensions, not {}", given.dimensions());
  const bool vector = given.dimensions() == 1;
  const Array b = vector ? given.reshaped({-1, 1}) : given;
  if (a.shape()[0] != b.shape()[0])
    throw fail(Fault::data, "Incompatible dimensions")
        .hint("the left side has " + std::to_string(a.shape()[0]) + " rows, the right one " +
              std::to_string(b.shape()[0]));
  check_type(b);
  const Kind kind = promote(is_single(a.kind()) ? a.kind() : promote(a.kind(), Kind::float64),
                            is_single(b.kind()) ? b.kind() : promote(b.kind(), Kind::float64));
  const Stack stack = stack_of(a.cast(kind), false);
  refuse_not_finite(stack);
  const auto r = singular(stack, true, false);
  const double largest = r.s.size() > 0 ? r.s.get<double>(0) : 0;
  double rcond = args.has("rcond") && args.value("rcond").as<Text>() == nullptr ? args.real("rcond") : -1.0;
  if (rcond < 0) rcond = epsilon_of(stack);
  const Array inverse = inverse_above(r.s, Array::scalar(rcond * largest));
  const std::int64_t rank = count_nonzero(inverse);
  const Array right = b.cast(stack.computed());
  const Array x = matmul(adjoint(r.vh), multiply(spread_last(inverse), matmul(adjoint(r.u), right)));
  Array residuals = Array::empty(Kind::float64, {0});
  if (rank == stack.n && stack.m > stack.n) {
    const Array off = apply(Unary::absolute, subtract(right, matmul(stack.data, x)));
    residuals = reduce(Reduction::sum, multiply(off, off), {0}, false);
  }
  const Array solution = vector ? x.reshaped({-1}) : x;
  return named({Value::from(solution.cast(stack.field()), false), Value::from(residuals.cast(stack.real()), false),
                Integer{rank}, Value::from(r.s.cast(stack.real()), false)},
               {"x", "residuals", "rank", "s"});
}
Value cond(const Args& args) {
  const Array a = args.array("x");
  if (a.dimensions() >= 2 && a.shape()[a.dimensions() - 1] * a.shape()[a.dimensions() - 2] == 0)
    throw fail(Fault::data, "cond is not defined on empty arrays");
  const bool two = !args.has("p") || (args.value("p").as<Text>() == nullptr && std::fabs(args.real("p")) == 2.0);
  if (two) {
    const Array s = call_array("linalg.svdvals", {boxed(a)});
    const auto last = s.dimensions() - 1;
    const Array top = at_index(s, last, 0), bottom = at_index(s, last, s.shape()[last] - 1);
    const bool turned = args.has("p") && args.real("p") < 0;
    return Value::from(turned ? divide(bottom, top) : divide(top, bottom));
  }
  const Stack stack = stack_of(a, true);
  std::vector<std::size_t> axes{a.dimensions() - 2, a.dimensions() - 1};
  Array inverse;
  try {
    inverse = call_array("linalg.inv", {boxed(a)});
  } catch (const Error&) {
    if (stack.count != 1) throw;
    return Value::from(Array::scalar(HUGE_VAL).broadcast_to(stack.batch).cast(stack.real()).copy());
  }
  return Value::from(multiply(norm(a, args.value("p"), axes, false), norm(inverse, args.value("p"), axes, false)));
}

Value tensorinv(const Args& args) {
  const Array a = args.array("a");
  const auto ind = args.integer("ind", 2);
  if (ind <= 0 || ind > static_cast<std::int64_t>(a.dimensions())) throw fail(Fault::data, "Invalid ind argument.");
  const Shape front(a.shape().begin(), a.shape().begin() + ind), back(a.shape().begin() + ind, a.shape().end());
  Shape turned = back;
  turned.insert(turned.end(), front.begin(), front.end());
  const auto n = element_count(back);
  return Value::from(call_array("linalg.inv", {boxed(a.reshaped({n > 0 ? a.size() / n : 0, n}))}).reshaped(turned),
                     false);
}
Value tensorsolve(const Args& args) {
  Array a = args.array("a");
  const Array b = args.array("b");
  if (args.has("axes")) a = with_last(a, args.axes(a, "axes"));
  if (b.dimensions() > a.dimensions())
    throw fail(Fault::data, "tensorsolve: the right side has more dimensions than the left one");
  const Shape rest(a.shape().begin() + static_cast<std::ptrdiff_t>(b.dimensions()), a.shape().end());
  const auto n = element_count(rest);
  return Value::from(call_array("linalg.solve", {boxed(a.reshaped({n, n})), boxed(b.reshaped({-1}))}).reshaped(rest),
                     false);
}

constexpr Function table[] = {
    {"linalg.det", "a", det},
    {"linalg.slogdet", "a", slogdet},
    {"linalg.inv", "a", inv},
    {"linalg.solve", "a, b", solve},
    {"linalg.cholesky", "a, upper=", cholesky},
    {"linalg.qr", "a, mode=", qr},
    {"linalg.svd", "a, full_matrices=, compute_uv=, hermitian=", svd},
    {"linalg.svdvals", "x", svdvals},
    {"linalg.eig", "a", eig},
    {"linalg.eigvals", "a", eig},
    {"linalg.eigh", "a, UPLO=", eigh},
    {"linalg.eigvalsh", "a, UPLO=", eigh},
    {"linalg.pinv", "a, rcond=, hermitian=, rtol=", pinv},
    {"linalg.matrix_rank", "A, tol=, hermitian=, rtol=", matrix_rank},
    {"linalg.lstsq", "a, b, rcond=", lstsq},
    {"linalg.cond", "x, p=", cond},
    {"linalg.tensorinv", "a, ind=", tensorinv},
    {"linalg.tensorsolve", "a, b, axes=", tensorsolve},
};

}  // namespace

std::span<const Function> linear_functions() noexcept { return table; }

}  // namespace pytk::array
