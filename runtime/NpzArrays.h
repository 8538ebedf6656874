//===- NpzArrays.h - The arrays of a model in an .npz file ----------------===//

#ifndef ANABRANCH_RUNTIME_NPZARRAYS_H
#define ANABRANCH_RUNTIME_NPZARRAYS_H

#include "runtime/Dataset.h"

#include <optional>
#include <string>

namespace anabranch::runtime {

/// `name` with the suffix of a split, such as "_test", if the file has that
/// array. The name of an input or output is no other's with a suffix.
std::optional<std::string> findArray(const ZipArchive &archive,
                                     const AnabranchProgram &program,
                                     const std::string &name,
                                     const std::string &suffix);

/// The array of an input: its layer's name or, of a model's only one, x.
std::optional<std::string> findInput(const ZipArchive &archive,
                                     const AnabranchProgram &program,
                                     int64_t index, const std::string &suffix);

/// What the array of an input is called in errors.
std::string inputName(const AnabranchProgram &program, int64_t index);

/// Reads the arrays of all inputs with this suffix.
///
/// \throws Error if one is missing or does not fit
Examples readInputs(const ZipArchive &archive, const AnabranchProgram &program,
                    const std::string &suffix);

/// Adds an array as the next input; the first says how many examples there are.
/// A single example may lack the first dimension.
///
/// \param subject names the array in errors
/// \throws Error if it does not fit
void addInput(const AnabranchTensor &input, NumpyArray array,
              const std::string &subject, Examples &examples);

/// \param subject names the array in errors
/// \throws Error if it has not as many examples as those before it
void requireCount(const NumpyArray &array, int64_t expected,
                  const std::string &subject);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_NPZARRAYS_H
