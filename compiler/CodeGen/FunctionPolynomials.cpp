//===- FunctionPolynomials.cpp - Functions of f32 as polynomials ----------===//
//
// The coefficients are those of the smallest largest error, found by Remez's
// exchange in double precision and rounded to f32. Errors are the largest of
// all that was tried: millions of arguments, against double precision.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/FunctionPolynomials.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;

namespace {
/// Builds arithmetic on numbers of one type, f32 or vectors of it.
class FloatArithmetic {
public:
  FloatArithmetic(PatternRewriter &rewriter, Location location, Type type)
      : rewriter(rewriter), location(location), type(type) {}

  Value constant(float value) {
    return makeConstant(type, rewriter.getF32FloatAttr(value));
  }
  Value integer(int32_t value) {
    return makeConstant(getIntegers(), rewriter.getI32IntegerAttr(value));
  }
  Value add(Value a, Value b) {
    return arith::AddFOp::create(rewriter, location, a, b);
  }
  Value sub(Value a, Value b) {
    return arith::SubFOp::create(rewriter, location, a, b);
  }
  Value mul(Value a, Value b) {
    return arith::MulFOp::create(rewriter, location, a, b);
  }
  Value fma(Value a, Value b, Value c) {
    return math::FmaOp::create(rewriter, location, a, b, c);
  }
  /// x within the limits; what is no number stays so.
  Value clamp(Value x, float low, float high) {
    x = arith::MaximumFOp::create(rewriter, location, x, constant(low));
    return arith::MinimumFOp::create(rewriter, location, x, constant(high));
  }
  /// The sum of `coefficients`[k] x^k, by Horner's rule.
  Value evaluate(ArrayRef<float> coefficients, Value x) {
    Value sum = constant(coefficients.back());
    for (float coefficient : llvm::reverse(coefficients.drop_back()))
      sum = fma(sum, x, constant(coefficient));
    return sum;
  }
  /// 2^(n - 1) for the whole number n that `shifted` is the sum of with 1.5 *
  /// 2^23, which leaves n in its lowest bits; 0 for n = -126.
  Value scaleBy(Value shifted) {
    constexpr int32_t mantissaBits = 23, bias = 127;
    Value bits =
        arith::BitcastOp::create(rewriter, location, getIntegers(), shifted);
    bits =
        arith::ShLIOp::create(rewriter, location, bits, integer(mantissaBits));
    bits = arith::AddIOp::create(rewriter, location, bits,
                                 integer((bias - 1) << mantissaBits));
    return arith::BitcastOp::create(rewriter, location, type, bits);
  }

private:
  Type getIntegers() {
    auto vector = dyn_cast<VectorType>(type);
    Type integer = rewriter.getI32Type();
    return vector ? vector.clone(integer) : integer;
  }
  Value makeConstant(Type of, TypedAttr element) {
    if (auto vector = dyn_cast<VectorType>(of))
      element = DenseElementsAttr::get(vector, Attribute(element));
    return arith::ConstantOp::create(rewriter, location, element);
  }

  PatternRewriter &rewriter;
  Location location;
  Type type;
};
} // namespace

/// exp(x) = 2^n exp(r), with n the whole number next to x / log(2), so that |r|
/// is half of log(2) at most, and exp(r) = 1 + r + r^2 p(r). log(2) is taken in
/// two parts, of which n times the first is exact (Cody and Waite). The
/// relative error is 1.2e-7; below -86.99 the result is 0, and beyond 88.72
/// infinite.
static Value buildExp(FloatArithmetic &f, Value x) {
  constexpr float low = -87.33F, high = 89;
  constexpr float reciprocal = 1.44269504F; // 1 / log(2)
  constexpr float firstPart = 0.693359375F, secondPart = -2.12194440e-4F;
  constexpr float shift = 12582912; // 1.5 * 2^23: what is added is rounded
  constexpr float coefficients[] = {0.49999994F, 0.166665196F, 0.0416683927F,
                                    0.00836878084F, 0.00138144672F};
  x = f.clamp(x, low, high);
  Value shifted = f.fma(x, f.constant(reciprocal), f.constant(shift));
  Value n = f.sub(shifted, f.constant(shift));
  Value r = f.fma(n, f.constant(-firstPart), x);
  r = f.fma(n, f.constant(-secondPart), r);
  Value sum = f.fma(f.evaluate(coefficients, r), f.mul(r, r), r);
  sum = f.add(sum, f.constant(1));
  // 2^n itself would be infinite for the largest results.
  return f.mul(f.mul(sum, f.scaleBy(shifted)), f.constant(2));
}

/// erf(x) = x p(t) with t = 2 x^2 / 3.92^2 - 1 in [-1, 1], where powers of t
/// are added up without cancelling each other; beyond 3.92 it is 1. The
/// absolute error is 1.7e-7, the relative one 4e-7.
static Value buildErf(FloatArithmetic &f, Value x) {
  constexpr float limit = 3.92F;
  constexpr float coefficients[] = {
      0.360736817F,   -0.180108637F,   0.134084269F,   -0.109178498F,
      0.0906023085F,  -0.0740301684F,  0.0583584942F,  -0.0433746837F,
      0.0298208352F,  -0.020180434F,   0.0140048908F,  -0.00737195136F,
      0.00208712392F, -0.00161869219F, 0.00204576552F, -0.000775412191F};
  x = f.clamp(x, -limit, limit);
  Value t = f.fma(f.mul(x, x), f.constant(2 / (limit * limit)), f.constant(-1));
  return f.mul(f.evaluate(coefficients, t), x);
}

namespace {
template <typename Op, Value (*build)(FloatArithmetic &, Value)>
struct FunctionPolynomial : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF32())
      return failure();
    FloatArithmetic arithmetic(rewriter, op.getLoc(), op.getType());
    rewriter.replaceOp(op, build(arithmetic, op.getOperand()));
    return success();
  }
};
} // namespace

void codegen::populateFunctionPolynomials(RewritePatternSet &patterns) {
  constexpr unsigned beforeOthers = 2;
  patterns.add<FunctionPolynomial<math::ExpOp, buildExp>,
               FunctionPolynomial<math::ErfOp, buildErf>>(patterns.getContext(),
                                                          beforeOthers);
}
