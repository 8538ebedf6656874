//===- NpzArrays.h - The arrays of a model in an .npz file ----------------===//

#ifndef ANABRANCH_RUNTIME_DATA_NPZARRAYS_H
#define ANABRANCH_RUNTIME_DATA_NPZARRAYS_H

#include "runtime/Data/Dataset.h"

#include <optional>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// The array of an input in the split with a suffix, such as "_test", if the
/// file has it: its layer's name or, of a model's only one, x.
std::optional<std::string> findInput(const ZipArchive &archive,
                                     const AnabranchProgram &program,
                                     int64_t index, const std::string &suffix);

/// The same of a target: its output's name or, of the only one, y.
std::optional<std::string> findTarget(const ZipArchive &archive,
                                      const AnabranchModel &model,
                                      int64_t index, const std::string &suffix);

/// The same of the examples' weights.
std::optional<std::string> findWeights(const ZipArchive &archive,
                                       const AnabranchModel &model,
                                       const std::string &suffix);

/// The names of all arrays that the file has of a split. Any input or target
/// makes a split, which then needs all of them; weights alone belong to none.
std::vector<std::string> splitArrays(const ZipArchive &archive,
                                     const AnabranchModel &model,
                                     const std::string &suffix);

/// What the array of an input or a target is called in errors.
std::string inputName(const AnabranchProgram &program, int64_t index);
std::string targetName(const AnabranchModel &model, int64_t index);

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

#endif // ANABRANCH_RUNTIME_DATA_NPZARRAYS_H
