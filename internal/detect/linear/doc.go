// Package linear predicts with linear models over hashed features: texts become sparse
// vectors of character n-grams and words (the hashing trick, Weinberger et al., ICML
// 2009), and each class has one weight a feature. Multi-class models normalise with
// softmax, multi-label models with one logistic function a class.
//
// Weights are kept as eight-bit integers with one scale a class, row by row of features,
// so that one feature reads one short run of memory. Confidence is calibrated after
// training: by one temperature for softmax (Guo et al., ICML 2017), by a slope and an
// offset a class for logistic models (Platt 1999). Predicting with a reused Vector and
// result slice does not allocate.
//
// The subpackage train makes models; the shipped program only reads them.
package linear
