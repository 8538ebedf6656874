//===- ImageCall.h - Calls of layers over images and sequences ------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_LAYERS_IMAGECALL_H
#define ANABRANCH_COMPILER_IMPORT_LAYERS_IMAGECALL_H

#include "compiler/Import/Layers.h"

namespace anabranch::import {

/// Padding [top, bottom, left, right] and the output's size.
struct Window {
  llvm::SmallVector<int64_t, 4> padding;
  int64_t height, width;
};

/// A call of a layer over images, or over sequences, if its class is one of
/// Keras's with 1D in the name. Sequences are seen as images of one column, so
/// that both have one builder, and long ones are cut like images are; the
/// reshapes between two such layers fold.
class ImageCall {
public:
  explicit ImageCall(LayerCall &call);

  /// Whether the layer is for sequences.
  bool isSequence() const { return ofSequence; }
  /// The input, as images; null with an error.
  mlir::Value getInput();
  /// Height and width from an argument of one number for both or two; from one
  /// number, where the width is 1, for sequences.
  std::array<int64_t, 2> getSizes(llvm::StringRef key,
                                  std::optional<int64_t> fallback = {});
  /// Loads a variable whose first two dimensions are a window. For sequences it
  /// is declared without the window's width, as Keras has it. The other
  /// arguments are those of LayerCall::load.
  mlir::Value loadFilter(llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                         llvm::StringRef initializerName = "");
  /// The argument "padding": "same", "valid" or, where the class has it,
  /// "causal"; none with an error.
  std::optional<std::string> readPadding();
  /// Resolves the argument "padding" for a window that slides over `images`;
  /// none with an error.
  std::optional<Window> readWindow(mlir::Value images,
                                   llvm::ArrayRef<int64_t> window,
                                   llvm::ArrayRef<int64_t> strides,
                                   llvm::ArrayRef<int64_t> dilations);
  /// What the layer returns if it computes `images`; null if that is.
  mlir::Value finish(mlir::Value images);

private:
  LayerCall &call;
  bool ofSequence;
};

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_LAYERS_IMAGECALL_H
