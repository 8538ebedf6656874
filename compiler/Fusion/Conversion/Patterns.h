//===- Patterns.h - Patterns of convert-nn-to-kernel, per op family -------===//

#ifndef ANABRANCH_COMPILER_FUSION_CONVERSION_PATTERNS_H
#define ANABRANCH_COMPILER_FUSION_CONVERSION_PATTERNS_H

#include "mlir/IR/PatternMatch.h"

namespace anabranch::fusion {

void populateActivationPatterns(mlir::RewritePatternSet &patterns);
void populateArithmeticPatterns(mlir::RewritePatternSet &patterns);
void populateAugmentationPatterns(mlir::RewritePatternSet &patterns);
void populateConvolutionPatterns(mlir::RewritePatternSet &patterns);
void populateDensePatterns(mlir::RewritePatternSet &patterns);
void populateDepthwisePatterns(mlir::RewritePatternSet &patterns);
void populateElementwisePatterns(mlir::RewritePatternSet &patterns);
void populateLayoutPatterns(mlir::RewritePatternSet &patterns);
void populateLossPatterns(mlir::RewritePatternSet &patterns);
void populateMatMulPatterns(mlir::RewritePatternSet &patterns);
void populateMetricPatterns(mlir::RewritePatternSet &patterns);
void populateNormalizationPatterns(mlir::RewritePatternSet &patterns);
void populatePoolingPatterns(mlir::RewritePatternSet &patterns);

} // namespace anabranch::fusion

#endif // ANABRANCH_COMPILER_FUSION_CONVERSION_PATTERNS_H
