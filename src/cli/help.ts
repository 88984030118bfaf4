import type { TaskName } from '../results/Result';

/** The words of each command. */
const SUMMARIES: Readonly<Record<TaskName, string>> = {
  denoise: 'remove noise; with --samples also the standard deviation of several results',
  inpaint: 'make the region of --mask anew; with --samples the mean and the standard deviation of several fillings',
  anomaly: 'mark what does not look healthy; with a brain mask by --mask, by the series itself or by a model',
};

const tasks = Object.entries(SUMMARIES).map(([name, summary]) => `  ${name.padEnd(16)}${summary}`);

export const HELP = `ohif-diffusion: the diffusion models of the viewer on files. Research only, not for diagnosis.

  ohif-diffusion TASK --input PATH --output FOLDER [options]

tasks
${tasks.join('\n')}

other commands
  models list     the models that are here
  models verify   checks size and SHA-256 of each model and of its manifest, and runs its self-test
  models pins     the SHA-256 of each manifest, as a site's list for --pins
  samplers        the samplers, with their papers

options of a task
  -i, --input PATH         a folder of DICOM files of one series, a NIfTI file (.nii, or .hdr with .img; .gz too),
                           or a DICOMweb address (http://…/studies/UID/series/UID)
  -o, --output FOLDER      new or empty; gets result.nii.gz, or result/*.dcm and further DICOM objects, and report.json;
                           anomaly: scores, the brain mask, and result is the pseudo-healthy series (docs/cli.md)
  --zip FILE               DICOM only, in place of a folder: a new ZIP archive of the same files with a DICOMDIR,
                           and report.json
  --stow URL               DICOM only, beside files or alone: files the results in an archive (…/dicom-web),
                           reads each one back, and says what is verified there (docs/pacs.md)
  -m, --model ID           without it the model is chosen by what the series is
  --pins FILE              a site's list of further models that are trusted: { "id": "SHA-256 of its manifest.json" };
                           a model of your own that nobody lists is used only by --model, and the result says so
  --strength WORD|NUMBER   denoise: low (0.5), medium (0.75), high (1) or 0 to 1.2: how much of the result is taken
  --best                   denoise: the mean of 8 turns of each slice (mirrored, transposed), 8 times as long
  --steps N                steps of the sampler; 1 is one evaluation, the mean of all that may be there
  --sampler NAME           see ohif-diffusion samplers
  --samples N              mean of N samples, and their standard deviation as uncertainty.nii.gz or uncertainty/*.dcm;
                           anomaly by a partial-noising model: reconstructions per slice (else the model's own)
  --seed N                 for samplers that draw random numbers; sample k has seed N + k
  --modality MR|CT         NIfTI only: what it holds, where neither its name (sub-01_T1w, sub-01_ct), its JSON file
                           nor its values tell, or where they differ
  --mask FILE              a NIfTI file on the grid of the input; inpaint: not zero where to fill;
                           anomaly: the brain, above zero inside
  --independent-slices     each slice is an image of its own: intensity unit and noise level per slice,
                           gaps between slices are no fault
  --confirm                go on where the series is not what the model was made for; the result is marked
  --partial                go on without files of the series that cannot be read; the result is marked
  --dicomweb-user NAME, --stow-user NAME
                           asks for the password of the archive; never in an argument or an address, where others see it
  --dicomweb-user-file FILE, --stow-user-file FILE, --stow-token-file FILE
                           a file that nobody else may read, with NAME:PASSWORD (or a bearer token) on one line;
                           or the environment variables OHIF_DIFFUSION_DICOMWEB_USER, OHIF_DIFFUSION_STOW_USER,
                           OHIF_DIFFUSION_STOW_TOKEN
  -q, --quiet              no progress and no notes
  -v, --verbose            the cause of an error, too

  -h, --help
  --version

Ends with 0, or with 2 (130 when interrupted) and one line "CODE: sentence"; then nothing was written, except where
--stow could not verify everything in the archive: then the files are there.
`;
