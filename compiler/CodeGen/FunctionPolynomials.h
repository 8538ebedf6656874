//===- FunctionPolynomials.h - Functions of f32 as polynomials ------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_FUNCTIONPOLYNOMIALS_H
#define ANABRANCH_COMPILER_CODEGEN_FUNCTIONPOLYNOMIALS_H

#include "mlir/IR/PatternMatch.h"

namespace anabranch::codegen {

/// Adds patterns for `math.exp` and `math.erf` of f32 and of vectors of it,
/// which take fewer instructions than MLIR's own (17 and 21 in place of 25 and
/// 37) and come before them.
void populateFunctionPolynomials(mlir::RewritePatternSet &patterns);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_FUNCTIONPOLYNOMIALS_H
