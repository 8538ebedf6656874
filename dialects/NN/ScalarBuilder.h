//===- ScalarBuilder.h - Short names for scalar arithmetic ----------------===//

#ifndef ANABRANCH_DIALECTS_NN_SCALARBUILDER_H
#define ANABRANCH_DIALECTS_NN_SCALARBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Builders.h"

namespace anabranch::nn {

/// Builds an elementwise op's formula at one location, so that the code
/// reads like the formula: `s.mul(s.sub(g, m), s.constant(0.1))`.
class ScalarBuilder {
public:
  /// Constants take the type, a float.
  ScalarBuilder(mlir::OpBuilder &builder, mlir::Location location,
                mlir::Type type)
      : builder(builder), location(location), type(type) {}

  mlir::Value constant(double value) {
    return mlir::arith::ConstantOp::create(builder, location,
                                           builder.getFloatAttr(type, value));
  }
  mlir::Value add(mlir::Value a, mlir::Value b) {
    return mlir::arith::AddFOp::create(builder, location, a, b);
  }
  mlir::Value sub(mlir::Value a, mlir::Value b) {
    return mlir::arith::SubFOp::create(builder, location, a, b);
  }
  mlir::Value mul(mlir::Value a, mlir::Value b) {
    return mlir::arith::MulFOp::create(builder, location, a, b);
  }
  mlir::Value div(mlir::Value a, mlir::Value b) {
    return mlir::arith::DivFOp::create(builder, location, a, b);
  }
  mlir::Value neg(mlir::Value a) {
    return mlir::arith::NegFOp::create(builder, location, a);
  }
  mlir::Value sqrt(mlir::Value a) {
    return mlir::math::SqrtOp::create(builder, location, a);
  }
  mlir::Value exp(mlir::Value a) {
    return mlir::math::ExpOp::create(builder, location, a);
  }
  mlir::Value cos(mlir::Value a) {
    return mlir::math::CosOp::create(builder, location, a);
  }
  mlir::Value sin(mlir::Value a) {
    return mlir::math::SinOp::create(builder, location, a);
  }
  mlir::Value log(mlir::Value a) {
    return mlir::math::LogOp::create(builder, location, a);
  }
  mlir::Value tanh(mlir::Value a) {
    return mlir::math::TanhOp::create(builder, location, a);
  }
  mlir::Value erf(mlir::Value a) {
    return mlir::math::ErfOp::create(builder, location, a);
  }
  mlir::Value abs(mlir::Value a) {
    return mlir::math::AbsFOp::create(builder, location, a);
  }
  mlir::Value pow(mlir::Value a, mlir::Value b) {
    return mlir::math::PowFOp::create(builder, location, a, b);
  }
  /// The larger one; NaN if either is, so that a diverged loss shows.
  mlir::Value max(mlir::Value a, mlir::Value b) {
    return mlir::arith::MaximumFOp::create(builder, location, a, b);
  }
  mlir::Value min(mlir::Value a, mlir::Value b) {
    return mlir::arith::MinimumFOp::create(builder, location, a, b);
  }
  /// a > b, false if either is NaN.
  mlir::Value greater(mlir::Value a, mlir::Value b) {
    return mlir::arith::CmpFOp::create(builder, location,
                                       mlir::arith::CmpFPredicate::OGT, a, b);
  }
  /// -1, 0 or 1; 0 for NaN.
  mlir::Value sign(mlir::Value a) {
    mlir::Value zero = constant(0);
    return select(greater(a, zero), constant(1),
                  select(greater(zero, a), constant(-1), zero));
  }
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b) {
    return mlir::arith::SelectOp::create(builder, location, condition, a, b);
  }

private:
  mlir::OpBuilder &builder;
  mlir::Location location;
  mlir::Type type;
};

} // namespace anabranch::nn

#endif // ANABRANCH_DIALECTS_NN_SCALARBUILDER_H
