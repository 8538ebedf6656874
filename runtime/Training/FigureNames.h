//===- FigureNames.h - Keys of the history and of evaluate's output -------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_FIGURENAMES_H
#define ANABRANCH_RUNTIME_TRAINING_FIGURENAMES_H

namespace anabranch::runtime {

inline constexpr const char *lossName = "loss";
/// Before what is measured on validation data.
inline constexpr const char *validationPrefix = "val_";

// What stands beside the figures, none of which may have such a name.
inline constexpr const char *stepLossKey = "step_loss";
inline constexpr const char *secondsKey = "seconds";
inline constexpr const char *dataKey = "data";
inline constexpr const char *examplesKey = "examples";
inline constexpr const char *reservedKeys[] = {stepLossKey, secondsKey, dataKey,
                                               examplesKey};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_FIGURENAMES_H
